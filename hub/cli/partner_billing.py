"""`hub partner billing`: how a partner stands on claims under its own numbers."""

from typing import Annotated

import typer

from hub.cli.frame import AsJson, accepted, finish, open_hub
from hub.services.agreements import partners
from hub.services.agreements.partners import UncheckedBilling


def billing_command(  # noqa: PLR0913, PLR0917 - each is one element of a claim
    code: Annotated[str, typer.Argument(help="The partner's three letters.")],
    taxonomy: Annotated[str, typer.Option("--taxonomy", help="Like 251K00000X.")],
    street: Annotated[str, typer.Option("--street", help="A street, no post box.")],
    city: Annotated[str, typer.Option("--city", help="The city.")],
    state: Annotated[str, typer.Option("--state", help="Two letters.")],
    zip_code: Annotated[str, typer.Option("--zip", help="All nine digits.")],
    npi: Annotated[str, typer.Option("--npi", help="Its NPI, if not known yet.")] = "",
    tin: Annotated[str, typer.Option("--tin", help="Its tax id, if not known yet.")] = "",
    as_json: AsJson = False,
) -> None:
    """State what claims say that go out under the partner's own NPI and TIN.

    Needed where the hub is its administrative partner: the plan pays the partner itself.
    """
    asked = UncheckedBilling(taxonomy, street, city, state, zip_code, npi, tin)
    with open_hub(as_json=as_json) as hub:
        details = accepted(partners.state_billing(hub, code, asked), as_json=as_json)
    document = {
        "outcome": "done",
        "code": details.code,
        "npi": details.npi,
        "billing": details.billing,
    }
    line = f"claims of {details.code} go out under NPI {details.npi} where its contract says so"
    finish(document, [line], as_json=as_json)
