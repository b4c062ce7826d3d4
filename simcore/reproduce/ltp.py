"""stub"""


def ltp_case(e, r):
    return ""
