import schemathesis


@schemathesis.hook
def filter_case(context, case):
    """A member called __proto__ is refused wherever it stands: no schema says so, and no client means it."""
    return "__proto__" not in repr(case.body)
