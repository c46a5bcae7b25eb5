using System.Text.Json;

namespace KoSales.Domain.Cohorts;

/// <summary>The life of a cohort. Each decision gives the cohort as it is to be stored next, or refuses
/// with every fault.</summary>
public sealed partial record Cohort
{
    /// <summary>Faults that need neither the catalog nor the store.</summary>
    public IReadOnlyList<Fault> Faults() =>
        [
            .. RuleFaultsOfMode(),
            .. PinFaults(),
            .. OnEnter.SelectMany((action, i) => action.Faults($"/on_enter/{i}")),
            .. OnExit.SelectMany((action, i) => action.Faults($"/on_exit/{i}")),
        ];

    private IEnumerable<Fault> RuleFaultsOfMode()
    {
        if (Mode == CohortMode.Static && Rule is not null)
            yield return Fault.Invalid(
                "/rule",
                "cohort.mode_forbids",
                "A static cohort has no rule; make it hybrid."
            );
        if (Mode != CohortMode.Static && Rule is null)
            yield return Fault.Invalid(
                "/rule",
                "required",
                "A dynamic or hybrid cohort needs a rule."
            );
    }

    private IEnumerable<Fault> PinFaults()
    {
        if (Mode == CohortMode.Dynamic && Pins.Count > 0)
            yield return Fault.Invalid(
                Pins[0].Kind == PinKind.Include ? "/include_ids" : "/exclude_ids",
                "cohort.mode_forbids",
                "A dynamic cohort goes by its rule alone; make it hybrid."
            );
        if (Pins.Count > MostPins)
            yield return Fault.Invalid(
                "/include_ids",
                "too_many",
                $"A cohort takes at most {MostPins} pins; tag the records and use a rule."
            );
    }

    /// <summary>The next version; definition and ruling count on where they must. A new rule ends the
    /// freeze.</summary>
    public Cohort Edited(Cohort edited, Command command)
    {
        var next = edited with
        {
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
        if (Mode != edited.Mode || TeamId != edited.TeamId || !SameRule(Rule, edited.Rule))
            return next with
            {
                Definition = Definition + 1,
                Ruling = Ruling + 1,
                Status = Thawed,
                RuleFaults = [],
                FrozenAt = null,
            };
        return Pins.SequenceEqual(edited.Pins) ? next : next with { Definition = Definition + 1 };
    }

    /// <summary>Replaces the pins of one kind by these ids; pins that are kept keep their reason and
    /// expiry.</summary>
    public Cohort WithPinned(PinKind kind, IReadOnlyList<string> entityIds, Command command)
    {
        var known = Pins.Where(p => p.Kind == kind)
            .ToDictionary(p => p.EntityId, StringComparer.Ordinal);
        var wanted = entityIds
            .Distinct(StringComparer.Ordinal)
            .Select(id =>
                known.GetValueOrDefault(id)
                ?? new CohortPin(id, kind, command.Actor.Id, command.Now)
            );
        return this with { Pins = [.. Pins.Where(p => p.Kind != kind), .. wanted] };
    }

    /// <summary>Sets pins; an entity's earlier pins, of either kind, are replaced.</summary>
    public Verdict<Cohort> Pin(
        IReadOnlyCollection<string> entityIds,
        CohortPin like,
        Command command
    )
    {
        if (Mode == CohortMode.Dynamic)
            return Fault.Conflict(
                "cohort.mode_forbids",
                "A dynamic cohort goes by its rule alone; make it hybrid first."
            );
        if (like.ExpiresAt is { } end && end <= command.Now)
            return Fault.Invalid("/expires_at", "in_the_past", "A pin expires after now.");
        var pins = PinsWith(entityIds.ToHashSet(StringComparer.Ordinal), like);
        if (pins.Length > MostPins)
            return Fault.Conflict(
                "cohort.too_many_pins",
                $"A cohort takes at most {MostPins} pins; tag the records and use a rule."
            );
        return Redefined(command) with { Pins = pins };
    }

    private CohortPin[] PinsWith(HashSet<string> named, CohortPin like) =>
        [
            .. Pins.Where(p => !named.Contains(p.EntityId)),
            .. named.Select(id => like with { EntityId = id }),
        ];

    /// <summary>Removes pins; the same cohort when none of the entities is pinned.</summary>
    public Cohort Unpin(IReadOnlyCollection<string> entityIds, Command command)
    {
        var named = entityIds.ToHashSet(StringComparer.Ordinal);
        CohortPin[] left = [.. Pins.Where(p => !named.Contains(p.EntityId))];
        return left.Length == Pins.Count ? this : Redefined(command) with { Pins = left };
    }

    /// <summary>Without the pins that have expired; the same cohort when there are none.</summary>
    public Cohort Pruned(Command command)
    {
        CohortPin[] left = [.. Pins.Where(p => p.IsInForce(command.Now))];
        return left.Length == Pins.Count ? this : Redefined(command) with { Pins = left };
    }

    public Verdict<Cohort> Pause(Command command) =>
        Status switch
        {
            CohortStatus.Active or CohortStatus.Frozen => Ruled(command) with
            {
                Status = CohortStatus.Paused,
                RuleFaults = [],
                FrozenAt = null,
            },
            CohortStatus.Paused => this,
            CohortStatus.Archived => IsArchived,
        };

    /// <summary>Follows its rule again; the caller has it evaluated.</summary>
    public Verdict<Cohort> Resume(Command command) =>
        Status switch
        {
            CohortStatus.Paused or CohortStatus.Archived => Ruled(command) with
            {
                Status = CohortStatus.Active,
            },
            CohortStatus.Active => this,
            CohortStatus.Frozen => Fault.Conflict(
                "cohort.frozen",
                "The rule no longer holds; mend it, which thaws the cohort. rule_faults says what is wrong."
            ),
        };

    public Cohort Archive(Command command) =>
        Status == CohortStatus.Archived
            ? this
            : Ruled(command) with
            {
                Status = CohortStatus.Archived,
                RuleFaults = [],
                FrozenAt = null,
            };

    public Cohort Delete(Command command) => Ruled(command) with { DeletedAt = command.Now };

    /// <summary>Holds the members as they are, since the rule no longer says who they should be.</summary>
    public Cohort Freeze(IReadOnlyList<Fault> faults, Command command)
    {
        RuleFault[] found =
        [
            .. faults.Select(f => new RuleFault(f.Pointer ?? "/rule", f.Code, f.Detail)),
        ];
        if (Status == CohortStatus.Frozen && RuleFaults.SequenceEqual(found))
            return this;
        return Ruled(command) with
        {
            Status = CohortStatus.Frozen,
            RuleFaults = found,
            FrozenAt = FrozenAt ?? command.Now,
        };
    }

    /// <summary>The rule holds again.</summary>
    public Cohort Thaw(Command command) =>
        Status == CohortStatus.Frozen
            ? Ruled(command) with
            {
                Status = CohortStatus.Active,
                RuleFaults = [],
                FrozenAt = null,
            }
            : this;

    private CohortStatus Thawed => Status == CohortStatus.Frozen ? CohortStatus.Active : Status;

    private static Fault IsArchived =>
        Fault.Conflict("cohort.archived", "The cohort is archived; resume it first.");

    private static bool SameRule(JsonElement? one, JsonElement? other) =>
        one is null || other is null
            ? one is null && other is null
            : JsonElement.DeepEquals(one.Value, other.Value);

    private Cohort Redefined(Command command) =>
        this with
        {
            Definition = Definition + 1,
            Version = Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };

    private Cohort Ruled(Command command) => Redefined(command) with { Ruling = Ruling + 1 };
}
