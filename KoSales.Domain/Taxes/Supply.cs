using KoSales.Domain.Kernel.Amounts;

namespace KoSales.Domain.Taxes;

/// <summary>From where to where goods are supplied, as far as the tax depends on it.</summary>
/// <param name="SellerState">Two-digit state code of the seller's registration.</param>
/// <param name="Place">Two-digit state code of the place of supply.</param>
/// <param name="ToSez">The buyer is a unit or a developer of a special economic zone.</param>
public sealed record Supply(string SellerState, string Place, bool ToSez)
{
    /// <summary>Inter-State unless both are the same State or union territory (IGST Act 2017, sections 7(1)
    /// and 8(1)); to a special economic zone it always is (sections 7(5)(b) and 8(1), first proviso).</summary>
    public bool IsInterState => ToSez || SellerState != Place;

    /// <summary>
    /// The tax on a taxable value. Central and State tax are two taxes at half the rate each, under two
    /// Acts: each is computed and rounded by itself, so that they are always equal, and the tax is their
    /// sum. Where half of the whole would end in half a paisa, the sum may therefore be a paisa off the
    /// whole rate of the value.
    /// </summary>
    /// <param name="taxableValue">In rupees.</param>
    /// <param name="rate">Of both together, in percent.</param>
    public GstAmounts Tax(decimal taxableValue, decimal rate)
    {
        if (IsInterState)
            return new GstAmounts(0, 0, Paise.Round(taxableValue * rate / 100));
        var half = Paise.Round(taxableValue * rate / 200);
        return new GstAmounts(half, half, 0);
    }
}

/// <summary>In rupees, to the paisa.</summary>
/// <param name="Cgst">Central tax.</param>
/// <param name="Sgst">State tax; of union territories without a legislature, the territory's.</param>
/// <param name="Igst">Integrated tax.</param>
public readonly record struct GstAmounts(decimal Cgst, decimal Sgst, decimal Igst)
{
    public decimal Total => Cgst + Sgst + Igst;
}
