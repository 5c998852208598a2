"""What is stored at the desk."""

from rapport.desk.models.cases import (
    Absence,
    BulkDeed,
    Case,
    CaseLink,
    CaseView,
    Draft,
    Entry,
    Notice,
    Presence,
    Tag,
)
from rapport.desk.models.clocks import CasePromise, Clock, Escalation, QueueRule, ServiceTarget
from rapport.desk.models.complaints import (
    AuthorityLimit,
    CaseCause,
    CaseProcedure,
    Cause,
    CauseAction,
    ExternalStage,
    Procedure,
    Recovery,
    Redress,
    Step,
    StepDone,
)
from rapport.desk.models.doors import FormVisit, PortalLink, PortalRight, Webhook, WebhookCall
from rapport.desk.models.faults import CaseFault, FaultCause
from rapport.desk.models.mail import AutomaticAnswer, BlockedSender, Mailbox, ReceivedMail
from rapport.desk.models.messages import Article, ArticleUse, Attachment, Blob, Message, SavedReply
from rapport.desk.models.owed import Assessment, RightChoice, RightDecision
from rapport.desk.models.tallies import DeskTally

__all__ = [
    "Absence",
    "Article",
    "ArticleUse",
    "Assessment",
    "Attachment",
    "AuthorityLimit",
    "AutomaticAnswer",
    "Blob",
    "BlockedSender",
    "BulkDeed",
    "Case",
    "CaseCause",
    "CaseFault",
    "CaseLink",
    "CaseProcedure",
    "CasePromise",
    "CaseView",
    "Cause",
    "CauseAction",
    "Clock",
    "DeskTally",
    "Draft",
    "Entry",
    "Escalation",
    "ExternalStage",
    "FaultCause",
    "FormVisit",
    "Mailbox",
    "Message",
    "Notice",
    "PortalLink",
    "PortalRight",
    "Presence",
    "Procedure",
    "QueueRule",
    "ReceivedMail",
    "Recovery",
    "Redress",
    "RightChoice",
    "RightDecision",
    "SavedReply",
    "ServiceTarget",
    "Step",
    "StepDone",
    "Tag",
    "Webhook",
    "WebhookCall",
]
