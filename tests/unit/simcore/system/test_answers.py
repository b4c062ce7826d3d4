from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MemPolicy
from simcore.system.answers import done, policy_text, refused


def test_success_carries_what_was_answered() -> None:
    answer = done(3, {"node": 1})
    assert (answer.ret, answer.errno, answer.answer) == (3, None, {"node": 1})


def test_a_refusal_carries_errno_and_check() -> None:
    for answer in (refused(Errno.EINVAL, "why"), refused(Refusal(Errno.EINVAL, "why"))):
        assert (answer.ret, answer.errno, answer.check) == (-1, 22, "why")


def test_no_policy_is_no_text() -> None:
    assert (policy_text(None), policy_text(MemPolicy(mode="local"))) == (None, "local")
