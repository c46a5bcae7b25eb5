namespace KoSales.Functions.Api.Bodies.Schemas;

/// <summary>
/// The text of this member is kept and shown as it is: one that holds a phone number, an e-mail address or
/// a tax number is refused (422). Of a list: each element; of a map: each name and value; of free JSON: each
/// text in it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeptInTheClearAttribute : Attribute;
