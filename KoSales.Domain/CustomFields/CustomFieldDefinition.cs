namespace KoSales.Domain.CustomFields;

/// <summary>Makes and changes custom fields, checked.</summary>
public static class CustomFieldDefinition
{
    public static Verdict<CustomField> Checked(this CustomField field)
    {
        Fault[] faults = [.. NameFaults(field), .. OptionFaults(field)];
        return faults.Length == 0 ? field : Verdict<CustomField>.Refuse(faults);
    }

    private static IEnumerable<Fault> NameFaults(CustomField field)
    {
        if (!CustomField.IsKey(field.FieldKey))
            yield return Fault.Invalid(
                "/key",
                "custom_field.key",
                "A key is lower-case letters, digits and _, a letter first, at most 40."
            );
        if (string.IsNullOrWhiteSpace(field.Name))
            yield return Fault.Invalid("/name", "required", "A name is needed.");
    }

    private static IEnumerable<Fault> OptionFaults(CustomField field)
    {
        if (field.Type == CustomFieldType.Enum && field.Options.Count == 0)
            yield return Fault.Invalid(
                "/options",
                "custom_field.options_required",
                "An enum needs at least one option."
            );
        if (field.Type != CustomFieldType.Enum && field.Options.Count > 0)
            yield return Fault.Invalid(
                "/options",
                "custom_field.options_forbidden",
                "Only an enum has options."
            );
        if (!AreDistinct(field.Options))
            yield return Fault.Invalid(
                "/options",
                "custom_field.options_distinct",
                "Options are not blank and differ from each other, upper and lower case aside."
            );
    }

    private static bool AreDistinct(IReadOnlyList<string> options) =>
        !options.Any(string.IsNullOrWhiteSpace)
        && options.Distinct(StringComparer.OrdinalIgnoreCase).Count() == options.Count;

    /// <summary>Name, options and the required flag can change.</summary>
    public static Verdict<CustomField> Edit(
        this CustomField field,
        string name,
        IReadOnlyList<string> options,
        bool required,
        Command command
    ) =>
        (
            field with
            {
                Name = name,
                Options = options,
                Required = required,
                Version = field.Version + 1,
                UpdatedAt = command.Now,
                UpdatedBy = command.Actor.Id,
            }
        ).Checked();

    /// <summary>Stored values stay, unseen by filters and bodies, so that a field deleted by mistake can be
    /// defined again.</summary>
    public static CustomField Delete(this CustomField field, Command command) =>
        field with
        {
            DeletedAt = command.Now,
            Version = field.Version + 1,
            UpdatedAt = command.Now,
            UpdatedBy = command.Actor.Id,
        };
}
