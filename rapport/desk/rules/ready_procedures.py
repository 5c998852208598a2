"""The procedures that come ready: three ways through a complaint, to use as they are or to start from."""

from rapport.desk.rules.procedure_texts import ProcedureText, StepText
from rapport.desk.rules.words import Evidence

_HOUR, _DAY = 60, 480  # minutes of working time


FIVE_STEP = ProcedureText(
    "five-step",
    "Five steps: listen, empathise, investigate, resolve, follow up",
    (
        StepText(
            "Listen",
            "Find out what happened and what it did to the customer, before anybody judges it.",
            "The customer tells it in their own order and is not interrupted. You say it back in your "
            "words, and they agree that this is it. What they want is written down as they said it.",
            (
                (
                    "Thank you for telling me. I would like to get it right, so I will listen first and "
                    "then say back what I understood."
                ),
                (
                    "So the instrument came on Tuesday, read two degrees high, and your batch had to be "
                    "thrown away. Have I got that right?"
                ),
            ),
            (
                "What happened, and when did you first notice?",
                "What has it meant for you, or for your work?",
                "What would put it right for you?",
                "Is there anything that makes it urgent?",
            ),
            (Evidence.NOTE,),
            target_minutes=4 * _HOUR,
        ),
        StepText(
            "Empathise",
            "Show the customer that you understand how it is for them, and that somebody has taken it on.",
            "You name what it did to them, not only what went wrong. You are sorry for it without looking "
            "for whose fault it is. You say your name, what happens next and by when.",
            (
                "I can see why that was a hard morning: you had promised those parts to your own customer.",
                (
                    "I am sorry that you had to ring us twice. I am looking after it now, and I will write "
                    "to you by noon tomorrow."
                ),
            ),
            (
                "Which part of this troubles you most?",
                "How would you like me to keep in touch, and when does it suit you?",
            ),
            (Evidence.REPLY,),
            target_minutes=_DAY,
        ),
        StepText(
            "Investigate",
            "Find out why it happened, from records and people, so that it can be put right for good.",
            "You look at the order, the messages and the goods, and ask the colleagues who were there. "
            "Facts and guesses are kept apart. The root cause is the reason behind the reason: you asked "
            "why until the answer was something that we can change.",
            (
                "I have asked our workshop for the test sheet of your instrument; I expect it on Thursday.",
                "This is what I know so far, and this is what I still have to find out.",
            ),
            (
                "What do the order, the test sheet and the messages say?",
                "Why did it happen? And why did that happen?",
                "Has it happened to anybody else?",
                "What can we do at once so that it stops today?",
            ),
            (Evidence.NOTE, Evidence.CAUSE),
            target_minutes=5 * _DAY,
        ),
        StepText(
            "Resolve",
            "Put it right for the customer, fairly and within what you may decide.",
            "You give the customer a choice where there is one. What you offer fits what they lost, and is "
            "what anybody in their place would get. You explain what happened in plain words, say what is "
            "done and by when, and do it.",
            (
                (
                    "We were wrong, and this is what we will do: a new instrument leaves on Monday, and "
                    "you keep the old one until it is there."
                ),
                "You may choose: a repair within the week, or your money back today.",
            ),
            (
                "Does this put it right for you?",
                "Is it within my authority, or do I ask for a second signature?",
                "Would the next customer with the same trouble get the same?",
            ),
            (Evidence.DECISION, Evidence.REDRESS, Evidence.REPLY),
            target_minutes=8 * _DAY,
        ),
        StepText(
            "Follow up",
            "Make sure that it is right, and that the customer would come back.",
            "You ask after the solution has had time to work, and not before. You ask an open question and "
            "bear the answer. What you learned goes to those who can prevent the next one.",
            (
                "It is two weeks since the new instrument came. How is it running?",
                "Because you told us, every instrument is now checked a second time before it leaves.",
            ),
            (
                "Is it right now? What is still missing?",
                "What could we have done better while we were dealing with it?",
                "Who here needs to know what we learned?",
            ),
            (Evidence.CONTACT,),
            target_minutes=18 * _DAY,
        ),
    ),
)

FOUR_AS = ProcedureText(
    "four-as",
    "The four As: acknowledge, apologise, act, assure",
    (
        StepText(
            "Acknowledge",
            "Let the customer know that the complaint has arrived, is understood, and is somebody's.",
            "It happens the same day. You say what you understood in your own words, so that a mistake "
            "shows now and not in a week. The customer knows a name and a time.",
            (
                "I have your letter about the delivery of 3 March: two of the five boxes were missing.",
                "My name is Alice, and your complaint stays with me until it is settled.",
            ),
            ("Have I understood it as you meant it?", "What is the most important part of it for you?"),
            (Evidence.ACKNOWLEDGED,),
            target_minutes=4 * _HOUR,
        ),
        StepText(
            "Apologise",
            "Say sorry for what the customer went through, once and sincerely.",
            "You say what you are sorry for. There is no “if” and no “but” in it, and nobody else is "
            "blamed. To be sorry for somebody's trouble is not to say who is liable: that is found out "
            "later.",
            (
                "I am sorry that your opening had to start without the chairs you had ordered.",
                "You should not have had to write to us a third time, and I apologise for that.",
            ),
            ("What exactly do we owe an apology for?", "Would I believe this sentence if I were them?"),
            (Evidence.REPLY,),
            target_minutes=_DAY,
        ),
        StepText(
            "Act",
            "Do what puts it right, and find what caused it.",
            "You agree with the customer what is done and when. It is done when you said. The cause is "
            "named, so that the act is more than an answer to this one letter.",
            (
                "The two boxes leave today by courier, and I will ring you when they have been handed over.",
                "I have asked my team leader to allow the refund, and I will tell you her answer by four.",
            ),
            (
                "What can I do now, and what needs somebody else?",
                "Why did it happen, and what has to change?",
                "Is what I offer within my authority?",
            ),
            (Evidence.CAUSE, Evidence.DECISION, Evidence.REDRESS),
            target_minutes=5 * _DAY,
        ),
        StepText(
            "Assure",
            "Give the customer reason to trust us again.",
            "You say what has changed, not that we take such things seriously. You ask whether it is right "
            "now, and leave a way open to you.",
            (
                "Boxes are now counted against the order before the van is closed; yours was the reason.",
                "If anything about it is not right, this is my direct line.",
            ),
            ("What can they see for themselves that is different now?", "Have they said that it is right?"),
            (Evidence.CONTACT,),
            target_minutes=10 * _DAY,
        ),
    ),
)

FOUR_STEP = ProcedureText(
    "four-step",
    "Four steps: listen, apologise, resolve, follow up",
    (
        StepText(
            "Listen",
            "Hear the whole of it, from the customer's side.",
            "You let them finish. You ask what you do not understand, and write down what happened and "
            "what they want, in their words.",
            (
                "Tell me from the beginning; I am writing it down.",
                "May I say back what I have, so that nothing is lost?",
            ),
            ("What happened?", "What would you like us to do?", "Have you told anybody here before?"),
            (Evidence.NOTE,),
            target_minutes=2 * _HOUR,
        ),
        StepText(
            "Apologise",
            "Say sorry, so that the customer need not fight for it.",
            "You apologise for what they lived through, at once and in one sentence, and turn to what you "
            "can do.",
            ("I am sorry: you came all the way for nothing. Let me see what I can do.",),
            ("What did it cost them: time, money, trust?",),
            (Evidence.REPLY,),
            target_minutes=4 * _HOUR,
        ),
        StepText(
            "Resolve",
            "Put it right, today if you may.",
            "You offer what is fair and within your authority; beyond it you ask for the second signature "
            "yourself and the customer need not tell it again. They know what happens and by when.",
            (
                "I can exchange it now, or give you the money back. Which do you prefer?",
                "This is more than I may decide alone. I ask my team leader now and ring you by five.",
            ),
            ("Does that settle it for you?", "What made it happen?"),
            (Evidence.DECISION, Evidence.REDRESS),
            target_minutes=2 * _DAY,
        ),
        StepText(
            "Follow up",
            "Ask whether it held.",
            "A short call or message some days later. You listen to the answer, and pass on what others "
            "should know.",
            ("Last week you had trouble with the lock. Does it open as it should now?",),
            ("Is it right now?", "Is there anything else we should know?"),
            (Evidence.CONTACT,),
            target_minutes=10 * _DAY,
        ),
    ),
)

READY_PROCEDURES = (FIVE_STEP, FOUR_AS, FOUR_STEP)
