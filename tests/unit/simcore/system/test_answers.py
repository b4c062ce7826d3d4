from simcore.kernel.errno import Errno, Refusal
from simcore.kernel.modes import MemPolicy
from simcore.nodemask import NodeMask
from simcore.system.answers import done, policy_text, refused


def test_a_call_that_succeeded_answers_0_and_what_it_read() -> None:
    assert (done().ret, done().answer, done().errno) == (0, {}, None)
    assert (done(3).ret, done(answer={"node": 1}).answer) == (3, {"node": 1})


def test_an_answer_is_a_copy_of_what_it_was_made_of() -> None:
    read = {"node": 1}
    answer = done(answer=read)
    read["node"] = 2

    assert answer.answer == {"node": 1}


def test_a_call_that_failed_answers_minus_1_the_errno_and_the_check() -> None:
    why = refused(Refusal(Errno.EIO, "a page lies outside"))

    assert (why.ret, why.errno, why.check) == (-1, 5, "a page lies outside")
    assert refused(Errno.EPERM, "not allowed") == refused(Refusal(Errno.EPERM, "not allowed"))


def test_a_refusal_may_tell_the_state_all_the_same() -> None:
    assert refused(Errno.EINVAL, answer={"auto": "true"}).answer == {"auto": "true"}


def test_no_policy_reads_as_nothing() -> None:
    assert policy_text(None) is None
    assert policy_text(MemPolicy(mode="bind", nodes=NodeMask.of([1]))) == "bind:1"
