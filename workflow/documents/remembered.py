"""What a document tells of a day that has passed (`workflow.as_on`)."""

from workflow.as_on.remembered import remember
from workflow.models import Document

remember(Document, page="workflow:document", history_group="history")
