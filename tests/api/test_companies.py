from tests import factories


def test_a_company_has_the_promised_fields(api, account):
    company = factories.company(account, "Customer Ltd", ("customer.test", "customer.example"))
    [item] = api.items("companies")
    assert item.keys() >= {"id", "name", "domains"}
    assert item["domains"] == ["customer.test", "customer.example"]
    assert api.get(f"companies/{company.pk}").json() == item


def test_a_company_is_created_with_its_domains(api):
    answer = api.post("companies", {"name": "Bücher", "domains": ["Bücher.test", "@books.test"]})
    assert answer.status_code == 201
    assert answer.json()["domains"] == ["xn--bcher-kva.test", "books.test"]


def test_a_domain_of_another_company_is_a_conflict(api, account):
    factories.company(account, "Customer Ltd", ("customer.test",))
    answer = api.post("companies", {"name": "Copy", "domains": ["customer.test"]})
    assert answer.status_code == 409
    assert answer.json()["detail"] == "customer.test is already a domain of Customer Ltd."
