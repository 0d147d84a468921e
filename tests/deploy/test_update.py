"""The function's configuration after a deployment with other variables."""

import pytest

from infra.package import Package
from infra.stack import outputs
from infra.stage import find_stage
from infra.zappa_function import Function

pytestmark = pytest.mark.xdist_group("deploy")


def test_a_variable_that_is_no_longer_set_is_gone(deployment, tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", deployment.aws_url)
    stage = find_stage(["dev"])
    role = outputs(stage.client("cloudformation"), "portal-dev-function")
    before = variables(deployment)
    assert before["CATEGORIES"] == "identity"
    wanted = {name: value for name, value in before.items() if name != "CATEGORIES"}
    wanted["PORTAL_NAME"] = "Another name"

    function = Function(stage, tmp_path, role)
    assert function.update(Package(deployment.package, 0, 0), wanted) == ["CATEGORIES"]
    assert variables(deployment) == wanted


def variables(deployment) -> dict[str, str]:
    found = deployment.client("lambda").get_function_configuration(FunctionName="portal-dev")
    return found["Environment"]["Variables"]
