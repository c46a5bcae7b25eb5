namespace KoSales.Domain.Rules;

/// <summary>Gives each field that rules of an entity name a place, so that rules compiled together share
/// what is read of a document. Grows; safe for any thread.</summary>
public sealed class RuleFields
{
    private readonly Dictionary<RuleField, RuleSlot> _slots = [];
    private readonly Lock _gate = new();

    internal RuleSlot Of(RuleField field)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue(field, out var slot))
                _slots[field] = slot = new RuleSlot(field, _slots.Count);
            return slot;
        }
    }
}

/// <summary>A field with its place in every subject.</summary>
internal sealed record RuleSlot(RuleField Field, int Index);
