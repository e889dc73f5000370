"""What of this floor ends by itself."""

from kit import retention
from portal.personal import actions

retention.rule("个办结已久的联系方式", actions.expire)
