using KoSales.Functions.Api.Idempotency;
using KoSales.Functions.Api.Listing;
using KoSales.Functions.Api.Listing.Reading;
using KoSales.Functions.Api.Responses;
using Microsoft.AspNetCore.Http;
using Moq;

namespace KoSales.Tests.Api.Listing;

public sealed class ListQueryTests
{
    private static readonly CursorSigner Signer = new(new byte[32]);
    private static readonly Actor Asha = new("A0-0002", [Role.Agent], "TM-1");

    private static readonly ListSpec Spec = new ListSpec<SampleView>
    {
        Name = "samples",
        Noun = "sample",
        Collection = IdempotencyKeys.Collection,
        Fields = new Dictionary<string, FieldType>
        {
            ["status"] = FieldType.Text,
            ["score"] = FieldType.Number,
            ["hot"] = FieldType.Flag,
            ["created_at"] = FieldType.Instant,
            ["on"] = FieldType.Date,
            ["tags"] = FieldType.TextList,
            ["address.state_code"] = FieldType.Text,
            ["size"] = FieldType.Text,
            ["title"] = FieldType.Text,
        },
        SortedBy = new Dictionary<string, string> { ["title"] = "title_key" },
        Told = new Dictionary<string, ToldField>
        {
            ["size"] = new(
                "kind",
                new Dictionary<string, string?>
                {
                    ["acre"] = "small",
                    ["hectare"] = "large",
                    ["unmeasured"] = null,
                }
            ),
        },
        Sorts = new Dictionary<string, FieldType>
        {
            ["created_at"] = FieldType.Instant,
            ["score"] = FieldType.Number,
        },
        CustomFieldsOf = "sample",
    };

    [Fact]
    public void Nothing_asked_for_gives_the_defaults()
    {
        var query = Read("");

        Assert.Equal(50, query.Limit);
        Assert.Equal([new SortKey("created_at", FieldType.Instant, Descending: true)], query.Sort);
        Assert.Equal(Filter.Everything, query.Filter);
        Assert.False(query.Count);
    }

    [Theory]
    [InlineData("status=open", FilterOperator.Eq)]
    [InlineData("status=open,lost", FilterOperator.In)]
    [InlineData("status[eq]=open,lost", FilterOperator.Eq)]
    [InlineData("status[ne]=open", FilterOperator.Ne)]
    [InlineData("status[nin]=open,lost", FilterOperator.Nin)]
    [InlineData("status[prefix]=op", FilterOperator.Prefix)]
    [InlineData("status[exists]=false", FilterOperator.Exists)]
    [InlineData("score[gte]=50.5", FilterOperator.Gte)]
    [InlineData("created_at[within_last]=7d", FilterOperator.WithinLast)]
    [InlineData("created_at[older_than]=30m", FilterOperator.OlderThan)]
    [InlineData("created_at[within_next]=2d", FilterOperator.WithinNext)]
    [InlineData("created_at[in_period]=this_fiscal_year", FilterOperator.InPeriod)]
    [InlineData("on[in_period]=yesterday", FilterOperator.InPeriod)]
    [InlineData("on[older_than]=30d", FilterOperator.OlderThan)]
    [InlineData("created_at[lt]=2026-11-22T07:30:00Z", FilterOperator.Lt)]
    [InlineData("on[lte]=2026-11-22", FilterOperator.Lte)]
    [InlineData("tags=hot", FilterOperator.ContainsAny)]
    [InlineData("tags[contains_all]=hot,new", FilterOperator.ContainsAll)]
    [InlineData("hot=true", FilterOperator.Eq)]
    [InlineData("custom.visits[gt]=3", FilterOperator.Gt)]
    public void A_parameter_becomes_a_condition(string query, FilterOperator op) =>
        Assert.Equal(op, Assert.IsType<Filter.Condition>(Read("?" + query).Filter).Operator);

    [Theory]
    [InlineData("status[prefix]=Op", "status", "Op")]
    [InlineData("title[prefix]=%E2%80%8E Seed  FOR", "title_key", "seed for")]
    public void The_beginning_of_a_name_is_asked_for_without_case(
        string query,
        string field,
        string begin
    )
    {
        var condition = Assert.IsType<Filter.Condition>(Read("?" + query).Filter);

        Assert.Equal(
            (field, FilterOperator.Prefix, begin),
            (
                condition.Field,
                condition.Operator,
                Assert.IsType<FilterValue.Text>(condition.Value).Value
            )
        );
    }

    [Theory]
    [InlineData("size=small", "acre")]
    [InlineData("size=small,large", "acre,hectare")]
    [InlineData("size[ne]=small", "hectare,unmeasured")]
    [InlineData("size[exists]=false", "unmeasured")]
    [InlineData("size[prefix]=la", "hectare")]
    [InlineData("size=huge", "")]
    public void What_is_told_from_a_member_is_asked_of_that_member(string query, string values)
    {
        var condition = Assert.IsType<Filter.Condition>(Read("?" + query).Filter);

        Assert.Equal(("kind", FilterOperator.In), (condition.Field, condition.Operator));
        Assert.Equal(
            values.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Assert
                .IsType<FilterValue.Many>(condition.Value)
                .Values.Select(v => Assert.IsType<FilterValue.Text>(v).Value)
        );
    }

    [Theory]
    [InlineData("limit=0", "query.bad_limit")]
    [InlineData("limit=201", "query.bad_limit")]
    [InlineData("limit=x", "query.bad_limit")]
    [InlineData("limit=-1", "query.bad_limit")]
    [InlineData("limit=1&limit=2", "query.duplicate_parameter")]
    [InlineData("status=a&Status=b", "query.duplicate_parameter")]
    [InlineData("nope=1", "query.unknown_parameter")]
    [InlineData("Status=open", "query.unknown_parameter")]
    [InlineData("pii_id=1", "query.unknown_parameter")]
    [InlineData("$where=1", "query.unknown_parameter")]
    [InlineData("status[$ne]=1", "query.unknown_operator")]
    [InlineData("status[gt]=1", "query.unknown_operator")]
    [InlineData("score[prefix]=1", "query.unknown_operator")]
    [InlineData("score=x", "query.bad_value")]
    [InlineData("score=1e999", "query.bad_value")]
    [InlineData("score=NaN", "query.bad_value")]
    [InlineData("hot=yes", "query.bad_value")]
    [InlineData("created_at[gte]=yesterday", "query.bad_value")]
    [InlineData("created_at[within_last]=7", "query.bad_value")]
    [InlineData("created_at[within_last]=99999999d", "query.bad_value")]
    [InlineData("created_at[in_period]=this_decade", "query.bad_value")]
    [InlineData("created_at[within_next]=soon", "query.bad_value")]
    [InlineData("status[in_period]=today", "query.unknown_operator")]
    [InlineData("status=", "query.bad_value")]
    [InlineData("sort=name", "query.bad_sort")]
    [InlineData("sort=created_at,score", "query.bad_sort")]
    [InlineData("sort=", "query.bad_sort")]
    [InlineData("sort=id,id", "query.bad_sort")]
    [InlineData("count=maybe", "query.bad_count")]
    [InlineData("fields=secret", "query.unknown_field")]
    [InlineData("fields=", "query.unknown_field")]
    [InlineData("include=owner", "query.unknown_include")]
    [InlineData("cursor=AAAA", "query.bad_cursor")]
    public void A_bad_parameter_is_refused_by_name(string query, string code)
    {
        var fault = Assert.Single(Assert.Throws<RefusalException>(() => Read("?" + query)).Faults);

        Assert.Equal((FaultKind.Malformed, code), (fault.Kind, fault.Code));
    }

    [Fact]
    public void Everything_wrong_with_a_query_is_told_at_once() =>
        Assert.Equal(
            ["query.invalid", "query.bad_limit", "query.unknown_parameter", "query.bad_value"],
            Assert
                .Throws<RefusalException>(() => Read("?limit=999&nope=1&score=x"))
                .Faults.Select(f => f.Code)
        );

    [Theory]
    [InlineData("status=lost")]
    [InlineData("status=open&score[gt]=1")]
    [InlineData("status=open&sort=score")]
    public void A_cursor_is_no_good_for_another_query(string other)
    {
        var cursor = Signer.Sign(
            Read("?status=open").Binding,
            new KeysetPosition(["\"2026-11-22T07:30:00.000Z\""], "S-1")
        );

        Assert.Equal("S-1", Read($"?status=open&limit=5&cursor={cursor}").After!.Id);
        Assert.Throws<RefusalException>(() => Read($"?{other}&cursor={cursor}"));
        Assert.Throws<RefusalException>(() =>
            Read($"?status=open&cursor={cursor}", Asha with { Id = "A0-0003" })
        );
    }

    private static ListQuery Read(string query, Actor? actor = null)
    {
        var context = new DefaultHttpContext { Request = { QueryString = new QueryString(query) } };
        var custom = new Mock<IFieldCatalog>();
        custom.Setup(c => c.TypeOf("custom.visits")).Returns(FieldType.Number);
        return new ListQueryReader(Spec, Signer, custom.Object).Read(
            context.Request,
            actor ?? Asha
        );
    }

    public sealed record SampleView(string Id, int Version, string Name);
}
