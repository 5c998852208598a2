"""What Rapport keeps of people, for how long, and what ends it: one plain table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One kind of record: what is in it, how long it stays, what happens then, and why it is kept."""

    what: str
    holds: str
    how_long: str
    then: str
    why: str


CUSTOMERS = (
    Kept(
        "Customers",
        "Names, ways to reach them, relations, needs and wants, notes, category and its reason",
        "Until somebody archives them; archived records stay until they are erased",
        "Archiving hides a customer from every list. Erasing comes with the privacy room.",
        "To serve the customer",
    ),
    Kept(
        "Access needs",
        "What somebody asks for so that they can deal with us, and the adjustment made; no diagnosis",
        "As long as the customer; an ended need stays, marked as ended",
        "Erased with the customer",
        "To make the adjustment; shown only to roles that serve the customer",
    ),
    Kept(
        "Time-line and promises",
        "What happened with a customer, when, and who did it; what we promised and by when",
        "As long as the customer",
        "Erased with the customer",
        "So that nobody has to tell their story twice",
    ),
    Kept(
        "Consent",
        "Purpose, channel, notice, when and how it was given or withdrawn",
        "As long as the customer; events are added and never changed",
        "Erased with the customer, save what proves a withdrawal",
        "To show what was agreed (ISO/IEC TS 27560)",
    ),
    Kept(
        "Merged records",
        "The record that was taken in and what it takes to undo that",
        "As long as the customer that took it in",
        "Erased with that customer",
        "So that a wrong merge can be undone",
    ),
)
MONEY = (
    Kept(
        "Orders, payments, refunds",
        "What was bought, when, for how much, in which currency",
        "As long as the customer",
        "Stays without a name where accounts law asks for the amounts; the privacy room decides",
        "To serve the order and to work out worth",
    ),
    Kept(
        "Promised lines",
        "What is made for an order and by when, papers and who at the customer agreed, checks, hand-overs, "
        "deliveries, notices of a delay",
        "As long as the order",
        "Erased with the order",
        "To keep what was promised, and to prove what was agreed",
    ),
    Kept(
        "Worth and rungs",
        "Estimates per customer and day of valuation, rung per month",
        "Every month's rung; each valuation's rows",
        "Erased with the customer",
        "To see who climbs and who slips",
    ),
    Kept(
        "Imported files",
        "The stored copy of each file, where every row ended, and what was there before",
        "Until the import is removed; needed as long as it may be undone",
        "Removed with the import",
        "To account for every row and to undo an import as a whole",
    ),
)
STAFF = (
    Kept(
        "People who work here",
        "Name, address, role, team, a one-way digest of the password, second factors",
        "While they work here, and after that as long as records name them",
        "Closed, so that they cannot sign in; their name stays beside what they did",
        "To know who did what",
    ),
    Kept(
        "Audit",
        "Who saw or changed which customer, when; lists and exports with filter and count",
        "For as long as Rapport runs: nothing is changed or deleted, whoever leaves",
        "It holds names and numbers of records, not their content",
        "To answer who looked at a customer, and why a record is as it is",
    ),
    Kept(
        "Sessions, known devices, failed sign-ins",
        "Digests of devices, accounts and network addresses; no passwords",
        "Sessions two weeks; failed sign-ins as long as the brake needs them; a device until it is removed",
        "Removed by a chore",
        "To keep people signed in and to slow down guessing",
    ),
    Kept(
        "Invitations and tokens",
        "A digest of the link or key, who made it, until when it works",
        "The link until it is used or runs out; the row stays as evidence",
        "The secret itself is never kept",
        "To know who let whom or what in",
    ),
)
PORTAL = (
    Kept(
        "Links into the portal",
        "The address that asked, when, whose it was, a digest of the link; never the link",
        "30 days",
        "Removed by a chore",
        "To let customers in without a password, and to see why somebody did not get in",
    ),
    Kept(
        "Visits to the portal",
        "Who came in, by which address, when they were last seen",
        "An hour without a page, twelve hours at most",
        "Removed by a chore",
        "To know whose messages to show",
    ),
    Kept(
        "Uses of public forms",
        "A keyed digest of the network address, or of the e-mail address, and when",
        "An hour",
        "Removed by a chore",
        "To slow down whoever floods a form",
    ),
    Kept(
        "Portal rights",
        "Which person sees which organisation's cases, who said so, from when to when",
        "As long as the customer",
        "Ended, and the row stays; erased with the customer",
        "To know who could see what",
    ),
)
PRACTICE = (
    Kept(
        "Practice answers",
        "What somebody wrote to practise, the machine's marks of it, and when each point comes back",
        "As long as the person works here",
        "Nobody removes them yet; they leave with the privacy room",
        "To learn from, and to see how far one is",
    ),
    Kept(
        "Decisions of assessors",
        "Answers that were sent to an assessor, what was decided, by whom and when, with comments",
        "As long as the answers",
        "Never changed; a later decision stands beside an earlier one",
        "To show who decided what, and as examples for later marks",
    ),
    Kept(
        "Portfolios",
        "Evidence with people and numbers taken out, claims, decisions, signatures; who learns, who assesses",
        "While somebody is enrolled, and a year after they leave; three years of who never was enrolled",
        "Removed by a chore, after it was handed out as a file where it is wanted",
        "To show what somebody can do, and to answer an appeal",
    ),
)
BACKUPS = (
    Kept(
        "Backups",
        "Everything above, as it was when the backup was made",
        "Until the operator deletes the file",
        "Rapport does not delete backups by itself, save its own from before a migration",
        "To come back after a fault",
    ),
)
TABLES = (
    ("Customers", CUSTOMERS),
    ("Money", MONEY),
    ("Doors for customers", PORTAL),
    ("Staff", STAFF),
    ("Practice", PRACTICE),
    ("Backups", BACKUPS),
)
