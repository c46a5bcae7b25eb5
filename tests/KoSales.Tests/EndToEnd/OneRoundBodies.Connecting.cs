namespace KoSales.Tests.EndToEnd;

/// <summary>What is connected to other systems.</summary>
internal static partial class OneRoundBodies
{
    private static Dictionary<string, string> ConnectingWithoutRules =>
        new()
        {
            ["CustomerSyncQuarantineResolve"] =
                "The rest is the state of the delivery and of the customer.",
            ["WebhookSubscriptionsRotate"] = "The contract says all of it.",
            ["WebhooksInventoryRotate"] = "The contract says all of it.",
        };

    private static IEnumerable<OneRoundBody> Connecting() =>
        [
            new(
                "ApiKeysCreate",
                "api-keys",
                """
                {"name": " ", "scopes": ["leads:bulk", "auth:read", "nix"], "nope": 1,
                 "expires_at": "2020-01-01T00:00:00.000Z"}
                """,
                "/name",
                "/scopes/1",
                "/scopes/2",
                "/nope",
                "/expires_at"
            ),
            new(
                "ApiKeysRotate",
                "api-keys/{key}/rotate",
                """{"grace_hours": -1, "expires_at": "2020-01-01T00:00:00.000Z"}""",
                "/grace_hours",
                "/expires_at"
            ),
            new(
                "WebhookSubscriptionsCreate",
                "webhook-subscriptions",
                """
                {"name": " ", "url": "https://127.0.0.1/", "event_types": ["lead.created", "nix"],
                 "filter": {"field": "nix", "op": "eq", "value": 1}, "nope": 1}
                """,
                "/name",
                "/url",
                "/event_types/1",
                "/filter/field",
                "/nope"
            ),
            new(
                "WebhookSubscriptionsPatch",
                "webhook-subscriptions/{hook}",
                """{"url": "ftp://example.com/", "event_types": ["nix"], "status": "disabled", "nope": 1}""",
                "/url",
                "/event_types/0",
                "/status",
                "/nope"
            ),
        ];
}
