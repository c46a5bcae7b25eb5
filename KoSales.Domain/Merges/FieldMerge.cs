using System.Text.Json;
using System.Text.Json.Serialization;
using KoSales.Domain.CustomFields;
using KoSales.Domain.Entities;
using KoSales.Domain.Entities.Personal;
using KoSales.Domain.Fields;

namespace KoSales.Domain.Merges;

[JsonConverter(typeof(JsonStringEnumConverter<MergeSide>))]
public enum MergeSide
{
    /// <summary>The record that stays.</summary>
    [JsonStringEnumMemberName("survivor")]
    Survivor,

    /// <summary>The record that goes into it.</summary>
    [JsonStringEnumMemberName("loser")]
    Loser,

    /// <summary>Lists of both in one.</summary>
    [JsonStringEnumMemberName("both")]
    Both,
}

/// <summary>Why that side wins.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MergeWhy>))]
public enum MergeWhy
{
    [JsonStringEnumMemberName("asked")]
    Asked,

    /// <summary>Both have the same.</summary>
    [JsonStringEnumMemberName("same")]
    Same,

    /// <summary>The other side is empty.</summary>
    [JsonStringEnumMemberName("only_one")]
    OnlyOne,

    /// <summary>Where both differ the survivor's stays.</summary>
    [JsonStringEnumMemberName("survivor_first")]
    SurvivorFirst,

    /// <summary>It says how the record came, so that an empty one is not filled from the other.</summary>
    [JsonStringEnumMemberName("not_filled_in")]
    NotFilledIn,

    [JsonStringEnumMemberName("united")]
    United,
}

/// <summary>A field of two records that become one; values as people may read them, personal ones
/// masked.</summary>
/// <param name="Survivor">Null when it is empty there.</param>
public sealed record MergedField(string Path, string? Survivor, string? Loser)
{
    /// <summary>What the survivor has afterwards.</summary>
    public string? Result { get; init; }

    public MergeSide Wins { get; init; }

    public MergeWhy Why { get; init; }
}

/// <summary>Which side was asked for, field by field.</summary>
public sealed record MergePicks(IReadOnlyDictionary<string, MergeSide> Sides)
{
    public static readonly MergePicks None = new(new Dictionary<string, MergeSide>());

    public PersonalPicks Personal =>
        new(Sides.Where(s => s.Value == MergeSide.Loser).Select(s => s.Key).ToHashSet());

    public static Verdict<MergePicks> Read(IReadOnlyDictionary<string, string>? given)
    {
        List<Fault> faults = [];
        Dictionary<string, MergeSide> sides = [];
        foreach (var (path, side) in given ?? new Dictionary<string, string>())
        {
            if (WireNames<MergeSide>.TryRead(side, out var read) && read != MergeSide.Both)
                sides[path] = read;
            else
                faults.Add(
                    Fault.Invalid(
                        $"/fields/{path}",
                        "merge.unknown_side",
                        "survivor or loser is expected."
                    )
                );
        }

        return faults.Count > 0 ? Verdict<MergePicks>.Refuse(faults) : new MergePicks(sides);
    }
}

/// <summary>Makes the fields of one record out of two.</summary>
public static class FieldMerge
{
    /// <summary>The survivor's fields as they will be, but for personal ones: what it leaves empty is taken
    /// from the loser, lists are united, and what was picked is as that side has it.</summary>
    public static T Merge<T>(this FieldTable<T> table, T survivor, T loser, MergePicks picks)
        where T : Entity
    {
        var merged = table.Fill(survivor, loser);
        merged = (T)(merged with { Custom = survivor.Custom.FilledFrom(loser.Custom) });
        return picks.Sides.Aggregate(
            merged,
            (all, pick) =>
                table.Picked(all, pick.Value == MergeSide.Loser ? loser : survivor, pick.Key)
        );
    }

    /// <summary>Field by field what comes of it, those that are empty on both sides left out.</summary>
    /// <param name="personal">What the vault holds of both, masked.</param>
    public static IReadOnlyList<MergedField> Tell<T>(
        this FieldTable<T> table,
        T survivor,
        T loser,
        MergePicks picks,
        IReadOnlyList<MergedField> personal
    )
        where T : Entity
    {
        var merged = table.Merge(survivor, loser, picks);
        var own =
            from field in table.Written
            select new Line(field.Path, field.IsFilledIn, field.Type == FieldType.TextList)
            {
                Survivor = field.Shown(survivor),
                Loser = field.Shown(loser),
                Result = field.Shown(merged),
            };
        var custom =
            from key in survivor.Custom.Keys.Union(loser.Custom.Keys).Order(StringComparer.Ordinal)
            select new Line(CustomFieldSet.Prefix + key, true, false)
            {
                Survivor = TextOf(survivor.Custom, key),
                Loser = TextOf(loser.Custom, key),
                Result = TextOf(merged.Custom, key),
            };
        return
        [
            .. personal
                .Select(p => new Line(p.Path, true, false)
                {
                    Survivor = p.Survivor,
                    Loser = p.Loser,
                })
                .Concat(own)
                .Concat(custom)
                .Where(l => l.Survivor is not null || l.Loser is not null)
                .Select(l => l.Told(picks)),
        ];
    }

    /// <summary>What was picked and is not there to be picked.</summary>
    public static IReadOnlyList<Fault> Faults(
        this MergePicks picks,
        IReadOnlyCollection<MergedField> told,
        Func<string, bool> isField
    )
    {
        List<Fault> faults = [];
        foreach (var (path, side) in picks.Sides)
        {
            var field = told.FirstOrDefault(f => f.Path == path);
            var picked = side == MergeSide.Loser ? field?.Loser : field?.Survivor;
            if (field is null && !isField(path))
                faults.Add(
                    Fault.Invalid(
                        $"/fields/{path}",
                        "merge.unknown_field",
                        "There is no such field that people write."
                    )
                );
            else if (picked is null)
                faults.Add(
                    Fault.Invalid(
                        $"/fields/{path}",
                        "merge.empty_side",
                        "That record has nothing there; leave it out."
                    )
                );
        }

        return faults;
    }

    /// <summary>The record with that field, custom ones included, as another has it.</summary>
    public static T Picked<T>(this FieldTable<T> table, T entity, T from, string path)
        where T : Entity
    {
        if (!path.StartsWith(CustomFieldSet.Prefix, StringComparison.Ordinal))
            return table.Take(entity, from, path);
        var key = path[CustomFieldSet.Prefix.Length..];
        var custom = entity.Custom.ToDictionary();
        if (from.Custom.TryGetValue(key, out var value))
            custom[key] = value;
        else
            custom.Remove(key);
        return (T)(entity with { Custom = custom });
    }

    internal static string? TextOf(IReadOnlyDictionary<string, JsonElement> values, string key) =>
        values.TryGetValue(key, out var value) ? value.ToString() : null;

    private sealed record Line(string Path, bool IsFilledIn, bool IsList)
    {
        public string? Survivor { get; init; }

        public string? Loser { get; init; }

        /// <summary>Null where it follows from the side that wins.</summary>
        public string? Result { get; init; }

        public MergedField Told(MergePicks picks)
        {
            var (wins, why) = Decided(picks);
            return new MergedField(Path, Survivor, Loser)
            {
                Wins = wins,
                Why = why,
                Result = Result ?? (wins == MergeSide.Loser ? Loser : Survivor),
            };
        }

        private (MergeSide Wins, MergeWhy Why) Decided(MergePicks picks)
        {
            if (picks.Sides.TryGetValue(Path, out var asked))
                return (asked, MergeWhy.Asked);
            if (Survivor == Loser)
                return (MergeSide.Survivor, MergeWhy.Same);
            if (Survivor is null && !IsFilledIn)
                return (MergeSide.Survivor, MergeWhy.NotFilledIn);
            if (Survivor is null)
                return (MergeSide.Loser, MergeWhy.OnlyOne);
            if (Loser is null)
                return (MergeSide.Survivor, MergeWhy.OnlyOne);
            return IsList
                ? (MergeSide.Both, MergeWhy.United)
                : (MergeSide.Survivor, MergeWhy.SurvivorFirst);
        }
    }
}
