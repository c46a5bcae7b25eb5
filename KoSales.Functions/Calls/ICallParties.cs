using KoSales.Domain.Pii.Values;
using KoSales.Functions.Pii;
using KoSales.Functions.Pii.Keys;
using KoSales.Functions.Tasks.Making;

namespace KoSales.Functions.Calls;

/// <summary>The other end of a call, as far as the call cares.</summary>
/// <param name="PhoneIndex">Blind index of the usual number; null when there is none.</param>
/// <param name="IsOpen">Somebody works it: preferred where several have a number.</param>
public sealed record CallParty(string? PhoneIndex, string? PhoneMasked, bool IsOpen);

/// <summary>The entities of one kind that have phones. Registered as a singleton.</summary>
public interface ICallParties
{
    EntityKind Kind { get; }

    /// <summary>Null for absent and deleted.</summary>
    ValueTask<CallParty?> FindAsync(string id, CancellationToken cancellationToken);
}

/// <summary>What a call is about, and whose number it was.</summary>
public sealed record CallSubject(TaskSubject Entity, string? PhoneIndex, string? PhoneMasked);

/// <summary>Finds what calls are about: by reference, or by the number through the vault's blind
/// indexes.</summary>
public sealed class CallNumbers(
    TaskSubjects subjects,
    PiiSubjects vault,
    BlindIndex index,
    IEnumerable<ICallParties> kinds
)
{
    private const int MostSubjects = 20;

    /// <param name="entity">Null: whatever has the number, of what the actor sees.</param>
    public async ValueTask<Verdict<CallSubject>> FindAsync(
        EntityRef? entity,
        string? phone,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var number = default(PhoneNumber?);
        if (phone is not null)
        {
            var parsed = PersonalValues.Parse<PhoneNumber>(phone, "/phone");
            if (parsed.IsRefused)
                return parsed.Refusal;
            number = parsed.Value;
        }

        if (entity is not null)
            return await AboutAsync(entity, number, actor, cancellationToken);
        return number is { } called
            ? await WithAsync(called, actor, cancellationToken)
            : Fault.Invalid(
                "/entity_ref",
                "call.unknown_party",
                "Say what the call is about, or the number."
            );
    }

    private async ValueTask<Verdict<CallSubject>> AboutAsync(
        EntityRef entity,
        PhoneNumber? number,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        if (await subjects.FindAsync(entity, actor, cancellationToken) is not { } subject)
            return Fault.Invalid(
                "/entity_ref",
                "call.entity_not_found",
                "There is no such entity that you can see."
            );
        if (number is { } called)
            return new CallSubject(subject, index.Of(called), called.Mask());
        var party = await PartyAsync(entity, cancellationToken);
        return new CallSubject(subject, party?.PhoneIndex, party?.PhoneMasked);
    }

    private async ValueTask<Verdict<CallSubject>> WithAsync(
        PhoneNumber number,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var phoneIndex = index.Of(number);
        var found = await vault.WithAsync(
            new BlindValue(BlindKind.Phone, phoneIndex),
            MostSubjects,
            cancellationToken
        );
        TaskSubject? best = null;
        foreach (var entity in found)
        {
            if (await subjects.FindAsync(entity, actor, cancellationToken) is not { } seen)
                continue;
            best = seen;
            if (await PartyAsync(entity, cancellationToken) is { IsOpen: true })
                break;
        }

        return best is null
            ? Fault.Invalid("/phone", "call.no_match", "Nothing that you can see has this number.")
            : new CallSubject(best, phoneIndex, number.Mask());
    }

    private ValueTask<CallParty?> PartyAsync(
        EntityRef entity,
        CancellationToken cancellationToken
    ) =>
        kinds.FirstOrDefault(k => k.Kind == entity.Type) is { } kind
            ? kind.FindAsync(entity.Id, cancellationToken)
            : new ValueTask<CallParty?>(default(CallParty));
}
