"""What of this floor ends by itself."""

from kit import retention
from schools.actions import recycling, signing_in

retention.rule("条过期的回收站内容", recycling.erase)
retention.rule("个离岗人员的登录", signing_in.end_sessions_of_ended_posts)
retention.rule("个久不登录的账号（停用）", signing_in.disable_unused)
