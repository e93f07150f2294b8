"""Files to measure with: the contents real ones have; all names and numbers are invented."""

from collections.abc import Iterator

from domain.money import Money, show_money

_FAMILIES = ("TESTPERSON", "INVENTED", "O'MARSH", "VAN DER LEEK")
_SERVICES = (("98960", "U2"), ("98961", "U2"), ("G9012", "U2"), ("H0043", "U6"))
_MOVED = tuple(
    (reason, 100 * at + 1) for at, reason in enumerate(("WO", "L6", "72", "FB", "CS", "IR"))
)
_TRAILER = b"GE*1*1~\nIEA*1*000000001~\n"


def remittance(claims: int) -> Iterator[bytes]:
    """An 835 that balances, about 450 bytes a claim, in pieces.

    Each claim has two names, a reference, days and two lines, each line a day, a CAS, REF*6R, an
    AMT; four of five claims have a CAS of their own. A PLB of six pairs stands at the end.
    """
    yield _envelope("HP", "005010X221A1")
    opening = _opening(sum(map(_paid, range(claims))) - sum(amount for _, amount in _MOVED))
    yield opening.encode()
    segments = opening.count("~")
    for at in range(claims):
        text = _claim_payment(at)
        segments += text.count("~")
        yield text.encode()
    pairs = "".join(f"*{reason}:BENCH{reason}*{show_money(amount)}" for reason, amount in _MOVED)
    yield f"PLB*1234567893*20261231{pairs}~\nSE*{segments + 2}*0001~\n".encode()
    yield _TRAILER


def claim_answers(claims: int) -> Iterator[bytes]:
    """A 277CA with one answer to each of `claims` claims, one of ten a rejection, in pieces."""
    yield _envelope("HN", "005010X214")
    yield (
        "ST*277*0001*005010X214~\nBHT*0085*08*BENCH100*20260401*0900*TH~\n"
        "HL*1**20*1~\nNM1*PR*2*INVENTED HEALTH PLAN*****PI*INV01~\nTRN*1*BENCH100~\n"
        "DTP*050*D8*20260401~\nDTP*009*D8*20260401~\n"
        "HL*2*1*21*1~\nNM1*41*2*INVENTED HUB*****46*INVHUB01~\nTRN*2*BENCH100~\n"
        f"STC*A1:19:PR*20260401*WQ*{claims * 45}~\nQTY*90*{claims}~\nAMT*YU*{claims * 45}~\n"
        f"HL*3*2*19*1~\nNM1*85*2*INVENTED HUB*****XX*1234567893~\nTRN*1*0~\n"
    ).encode()
    for at in range(claims):
        verdict = "STC*A3:21:82*20260401*U*45" if at % 10 == 0 else "STC*A2:20*20260401*WQ*45"
        yield (
            f"HL*{at + 4}*3*PT~\nNM1*QC*1*{_FAMILIES[at % 4]}*WREN****MI*9{at % 10**7:07d}A~\n"
            f"TRN*2*LPV{at:08d}01X~\n{verdict}~\nREF*1K*ICN{at:010d}~\nDTP*472*D8*20260301~\n"
        ).encode()
    yield f"SE*{16 + 6 * claims + 1}*0001~\n".encode()
    yield _TRAILER


def batch_answers(transactions: int) -> Iterator[bytes]:
    """A 999 that answers `transactions` transactions, each with one fault, in pieces."""
    yield _envelope("FA", "005010X231A1")
    yield b"ST*999*0001*005010X231A1~\nAK1*HC*1*005010X222A1~\n"
    for at in range(transactions):
        yield (
            f"AK2*837*{at + 1:04d}*005010X222A1~\nIK3*CLM*22**8~\nCTX*CLM01:LPV{at:08d}01X~\n"
            "IK4*2*782*1~\nIK5*R*5~\n"
        ).encode()
    yield f"AK9*R*{transactions}*{transactions}*0~\nSE*{4 + 5 * transactions}*0001~\n".encode()
    yield _TRAILER


def _envelope(functional: str, version: str) -> bytes:
    sender, receiver = "INVENTEDPLAN", "INVENTEDHUB"
    return (
        f"ISA*00*{'':10}*00*{'':10}*ZZ*{sender:15}*ZZ*{receiver:15}*260401*0900*^*00501"
        "*000000001*0*T*:~\n"
        f"GS*{functional}*{sender}*{receiver}*20260401*0900*1*X*{version}~\n"
    ).encode()


def _opening(paid: Money) -> str:
    return (
        f"ST*835*0001~\nBPR*I*{show_money(paid)}*C*ACH*CCP*01*999999999*DA*1*1999999999**01"
        "*999988880*DA*98765*20260401~\n"
        "TRN*1*BENCH100*1999999999~\nDTM*405*20260331~\n"
        "N1*PR*INVENTED HEALTH PLAN*XV*INV01~\nN3*1 INVENTED WAY~\nN4*DAVIS*CA*956160001~\n"
        "PER*BL*DESK*TE*5305550100~\nN1*PE*INVENTED HUB*XX*1234567893~\nREF*TJ*999999999~\n"
        "LX*1~\n"
    )


def _lines(at: int) -> tuple[tuple[Money, Money], ...]:
    """Billed, and lowered by the line's own CAS."""
    return (12_000 + at * 37 % 5003, 2_500 + at % 13), (8_000 + at * 41 % 4001, 1_000 + at % 7)


def _own(at: int) -> Money:
    """Lowered by the claim's own CAS."""
    return at % 5 * 100


def _paid(at: int) -> Money:
    return sum(billed - lowered for billed, lowered in _lines(at)) - _own(at)


def _claim_payment(at: int) -> str:
    number, day = f"LPV{at:08d}01X", f"202603{at % 28 + 1:02d}"
    code, modifier = _SERVICES[at % len(_SERVICES)]
    billed = sum(line for line, _ in _lines(at))
    written = [
        f"CLP*{number}*1*{show_money(billed)}*{show_money(_paid(at))}**MC*ICN{at:010d}*11*1",
        *([f"CAS*CO*253*{show_money(_own(at))}"] if _own(at) else []),
        f"NM1*QC*1*{_FAMILIES[at % 4]}*WREN****MI*9{at % 10**7:07d}A",
        "NM1*82*2*INVENTED PARTNER*****XX*1234567893",
        f"REF*G1*AUTH{at % 1000:06d}",
        f"DTM*232*{day}",
        f"DTM*233*{day}",
    ]
    for ordinal, (line, lowered) in enumerate(_lines(at), start=1):
        paid = show_money(line - lowered)
        written += [
            f"SVC*HC:{code}:{modifier}*{show_money(line)}*{paid}**{ordinal}",
            f"DTM*472*{day}",
            f"CAS*CO*45*{show_money(lowered)}",
            f"REF*6R*{number}{ordinal:02d}",
            f"AMT*B6*{paid}",
        ]
    return "".join(f"{segment}~\n" for segment in (*written, "LQ*HE*N362"))
