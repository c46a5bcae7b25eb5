using System.Text;
using Microsoft.AspNetCore.Http;
using KeysetPosition = KoSales.Domain.Storage.KeysetPosition;
using SortKey = KoSales.Domain.Storage.SortKey;

namespace KoSales.Functions.Api.Listing.Reading;

/// <summary>Reads the query string of one list request; gathers everything that is wrong with it before
/// refusing.</summary>
internal sealed class ListQueryReader(ListSpec spec, CursorSigner cursors, IFieldCatalog? custom)
{
    private readonly QueryFaults _faults = new();
    private readonly List<Filter> _terms = [];
    private readonly SortedDictionary<string, string> _bound = new(StringComparer.Ordinal);
    private int _limit = ListQuery.DefaultLimit;
    private bool _count;
    private string? _cursor;
    private string _sort = spec.DefaultSort;
    private Projection _view = spec.View;
    private IReadOnlyList<Include> _includes = [];

    public ListQuery Read(HttpRequest request, Actor actor)
    {
        TakeAll(request);
        var sort = Sort();
        var binding = Binding(actor);
        var after = Opened(binding);
        _faults.ThrowIfAny();
        return new ListQuery
        {
            Filter = Filter.AllOf(_terms),
            Sort = sort,
            Limit = _limit,
            View = _view,
            Includes = _includes,
            Count = _count,
            Binding = binding,
            After = after,
        };
    }

    private void TakeAll(HttpRequest request)
    {
        foreach (var (name, values) in request.Query)
        {
            if (values.Count == 1)
                Take(name, Texts.Tidy(values[0] ?? ""));
            else
                _faults.Add(
                    "query.duplicate_parameter",
                    $"The parameter {QueryFaults.Shown(name)} is given more than once."
                );
        }
    }

    /// <summary>Where the cursor says that the page begins; null without one.</summary>
    private KeysetPosition? Opened(string binding)
    {
        if (_cursor is null)
            return null;
        var after = cursors.Read(binding, _cursor);
        if (after is null)
            _faults.Add(
                "query.bad_cursor",
                "The cursor is not one that this query gave out; start again without it."
            );
        return after;
    }

    /// <summary>For a single resource: only <c>fields</c> and <c>include</c>.</summary>
    public (Projection View, IReadOnlyList<Include> Includes) ReadItem(HttpRequest request)
    {
        foreach (var (name, values) in request.Query)
        {
            if (values.Count != 1)
                _faults.Add(
                    "query.duplicate_parameter",
                    $"The parameter {QueryFaults.Shown(name)} is given more than once."
                );
            else if (name == "fields")
                Fields(values[0] ?? "");
            else if (name == "include")
                Include(values[0] ?? "");
            else
                _faults.Add(
                    "query.unknown_parameter",
                    $"There is no parameter {QueryFaults.Shown(name)} here; fields and include are."
                );
        }
        _faults.ThrowIfAny();
        return (_view, _includes);
    }

    private void Take(string name, string value)
    {
        switch (name)
        {
            case "limit":
                _limit = PageParameters.Limit(value, _faults) ?? _limit;
                break;
            case "cursor":
                _cursor = value;
                break;
            case "sort":
                _sort = value;
                break;
            case "count":
                Count(value);
                break;
            case "fields":
                Fields(value);
                break;
            case "include":
                Include(value);
                break;
            default:
                if (!spec.OwnParameters.Contains(name))
                    Condition(name, value);
                break;
        }
    }

    private void Count(string value)
    {
        _count = true;
        if (value is not ("exact" or "estimate"))
            _faults.Add("query.bad_count", "count is exact or estimate.");
    }

    private void Fields(string value) =>
        _view = spec.View.Pick(PageParameters.Fields(value, spec.View, spec.Name, _faults));

    private void Include(string value)
    {
        var names = Split(value);
        foreach (var name in names.Where(n => spec.Includes.All(i => i.Name != n)).Take(5))
            _faults.Add(
                "query.unknown_include",
                $"include names {QueryFaults.Shown(name)}; {spec.Name} have {Names(spec.Includes.Select(i => i.Name))}."
            );
        _includes = [.. spec.Includes.Where(i => names.Contains(i.Name))];
    }

    private void Condition(string name, string value)
    {
        var (field, op) = FilterParameters.Split(name);
        if (TypeOf(field) is not { } type)
            UnknownParameter(name);
        else if (op is not null && !FilterParameters.For(type).Contains(op))
            UnknownOperator(field, op, type);
        else if (FilterParameters.Condition(field, type, op, value) is { } condition)
            Choose(name, value, condition);
        else
            _faults.Add(
                "query.bad_value",
                $"The value of {QueryFaults.Shown(name)} does not fit the field."
            );
    }

    private void UnknownParameter(string name) =>
        _faults.Add(
            "query.unknown_parameter",
            $"{QueryFaults.Shown(name)} is neither a parameter nor a field that {spec.Name} can be filtered by."
        );

    private void UnknownOperator(string field, string op, FieldType type) =>
        _faults.Add(
            "query.unknown_operator",
            $"{QueryFaults.Shown(field)} does not take the operator {QueryFaults.Shown(op)}; it takes {Names(FilterParameters.For(type))}."
        );

    private void Choose(string name, string value, Filter.Condition condition)
    {
        var allowed = spec.Fields.ContainsKey(condition.Field)
            ? spec.ChoicesOf(condition.Field)
            : custom?.ChoicesOf(condition.Field);
        if (FilterChoices.Unknown(condition, allowed) is { } choices)
            _faults.Add(
                "query.bad_value",
                $"{QueryFaults.Shown(name)} is one of {Names(choices)}."
            );
        else
            Add(name, value, condition);
    }

    private void Add(string name, string value, Filter.Condition condition)
    {
        _terms.Add(
            spec.Told.TryGetValue(condition.Field, out var told)
                ? told.Ask(condition)
                : WithoutCase(condition)
        );
        _bound[name] = value;
    }

    /// <summary>The beginning of a name is asked of the form by which names are sorted.</summary>
    private Filter.Condition WithoutCase(Filter.Condition condition) =>
        condition
            is { Operator: FilterOperator.Prefix, Value: FilterValue.Text { Value: var begin } }
        && spec.SortedBy.TryGetValue(condition.Field, out var key)
            ? new Filter.Condition(
                key,
                FilterOperator.Prefix,
                new FilterValue.Text(Texts.SortKey(begin))
            )
            : condition;

    private FieldType? TypeOf(string field) =>
        spec.Fields.TryGetValue(field, out var type) ? type : custom?.TypeOf(field);

    // One indexed field, then the id: anything else could not be answered from an index.
    private IReadOnlyList<SortKey> Sort()
    {
        var terms = _sort.Split(',');
        var key = SortKeyOf(terms[0]);
        if (
            terms.Length > 2
            || (terms.Length == 2 && (terms[1] != "id" || key?.Field == "id"))
            || key is null
        )
        {
            _faults.Add(
                "query.bad_sort",
                $"sort is one of id, {Names(spec.Sorts.Keys)}, with a leading - for descending, and may be followed by ,id."
            );
            return [];
        }
        return key is { Field: "id", Descending: false } ? [] : [key];
    }

    private SortKey? SortKeyOf(string term)
    {
        var descending = term.StartsWith('-');
        var field = descending ? term[1..] : term;
        if (field == "id")
            return new SortKey("id", FieldType.Text, descending);
        return spec.Sorts.TryGetValue(field, out var type)
            ? new SortKey(spec.SortedBy.GetValueOrDefault(field, field), type, descending)
            : null;
    }

    private string Binding(Actor actor)
    {
        var text = new StringBuilder(actor.Id)
            .Append('\n')
            .Append(spec.Name)
            .Append('\n')
            .Append(_sort);
        foreach (var (name, value) in _bound)
            text.Append('\n').Append(name).Append('=').Append(value.ReplaceLineEndings(" "));
        return text.ToString();
    }

    private static string[] Split(string value) =>
        value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Names(IEnumerable<string> names) =>
        string.Join(", ", names.DefaultIfEmpty("none"));
}
