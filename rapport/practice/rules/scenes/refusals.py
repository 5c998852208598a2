"""What role-play declines, and what to do instead."""

from rapport.lib.errors import Refusal


class RolePlayNotFound(Refusal):
    code = "role_play_not_found"
    text = "There is no role-play {number} that you may see. Choose one from the list of scenes."


class RolePlayOver(Refusal):
    code = "role_play_over"
    text = "Role-play {number} has ended ({ending}). Read its review, or start the scene again."


class RolePlayNotOver(Refusal):
    code = "role_play_not_over"
    text = "Role-play {number} is still going on. End it first, then rate yourself."


class RolePlayNotYours(Refusal):
    code = "role_play_not_yours"
    text = "Role-play {number} is {learner}'s. You may read it; only {learner} goes on with it."


class SceneChanged(Refusal):
    code = "scene_changed"
    text = (
        "'{scene}' was changed since you began (version {began}, now {now}). End this role-play and start "
        "it again."
    )


class ChannelNotOffered(Refusal):
    code = "channel_not_offered"
    text = "'{channel}' is not offered in '{scene}'. It has: {channels}. Choose one of them."


class TurnNotNext(Refusal):
    code = "turn_not_next"
    text = (
        "Turn {number} was said already, with other words. The talk is at turn {next} now: read what the "
        "customer said, and go on from there."
    )


class NothingSaid(Refusal):
    code = "nothing_said"
    text = "Your turn is empty. Write what you would say."


class TurnTooLong(Refusal):
    code = "turn_too_long"
    text = "Your turn has {length} characters. {longest} are enough for one go; say the rest in the next."


class GestureNotKnown(Refusal):
    code = "gesture_not_known"
    text = "'{gesture}' is no body language that can be chosen here. Choose one from the list, or none."


class RatingNotRight(Refusal):
    code = "rating_not_right"
    text = "{criterion} is rated '{rating}'. It expects 0, 1 or 2 for each; choose one and send it again."


class RatedAlready(Refusal):
    code = "rated_already"
    text = "You rated role-play {number} on {day}. A rating stays as it was given; the next go has its own."
