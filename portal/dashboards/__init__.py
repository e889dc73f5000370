"""What each role's desk shows: waiting tasks, running work, figures that open to their lists."""
