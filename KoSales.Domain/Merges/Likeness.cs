using System.Text.Json.Serialization;

namespace KoSales.Domain.Merges;

/// <summary>How sure it is that two records are one; the surest first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DuplicateGrade>))]
public enum DuplicateGrade
{
    /// <summary>The same number that only one can have.</summary>
    [JsonStringEnumMemberName("hard")]
    Hard,

    /// <summary>The same phone or e-mail address, which a family may share.</summary>
    [JsonStringEnumMemberName("strong")]
    Strong,

    /// <summary>A name alike at the same pincode.</summary>
    [JsonStringEnumMemberName("soft")]
    Soft,
}

[JsonConverter(typeof(JsonStringEnumConverter<DuplicateReason>))]
public enum DuplicateReason
{
    [JsonStringEnumMemberName("gstin")]
    Gstin,

    [JsonStringEnumMemberName("pan")]
    Pan,

    /// <summary>A licence of the same type and number, of which both have a document.</summary>
    [JsonStringEnumMemberName("licence_number")]
    LicenceNumber,

    [JsonStringEnumMemberName("phone")]
    Phone,

    [JsonStringEnumMemberName("email")]
    Email,

    [JsonStringEnumMemberName("name_and_pincode")]
    NameAndPincode,
}

/// <summary>What two records have in common.</summary>
public static class Likeness
{
    public static DuplicateGrade GradeOf(DuplicateReason reason) =>
        reason switch
        {
            DuplicateReason.Gstin or DuplicateReason.Pan or DuplicateReason.LicenceNumber =>
                DuplicateGrade.Hard,
            DuplicateReason.Phone or DuplicateReason.Email => DuplicateGrade.Strong,
            DuplicateReason.NameAndPincode => DuplicateGrade.Soft,
        };

    /// <summary>That of the surest reason.</summary>
    public static DuplicateGrade GradeOf(IEnumerable<DuplicateReason> reasons) =>
        reasons.Select(GradeOf).Min();

    /// <summary>Names are alike when at least half of the words that either has are in both.</summary>
    /// <param name="one">Words, or their blind indexes.</param>
    public static bool AreAlike(
        IReadOnlyCollection<string>? one,
        IReadOnlyCollection<string>? other
    )
    {
        if (one is not { Count: > 0 } || other is not { Count: > 0 })
            return false;
        var common = one.Intersect(other).Count();
        return common * 2 >= one.Union(other).Count();
    }
}
