namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>
/// What other members of the object may hold hangs on this one: while its form is at fault, nothing is said
/// about them.
/// </summary>
/// <param name="members">By their names in JSON; none for all of the object.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DecidesAttribute(params string[] members) : Attribute
{
    public IReadOnlyList<string> Members => members;
}
