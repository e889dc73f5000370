"""What brands are shown as outside the page: covers."""
