namespace KoSales.Domain.CustomFields;

/// <summary>Makes and changes custom fields, checked.</summary>
public static class CustomFieldDefinition
{
    public static Verdict<CustomField> Checked(this CustomField field)
    {
        List<Fault> faults = [];
        if (!CustomField.IsKey(field.FieldKey))
            faults.Add(
                Fault.Invalid(
                    "/key",
                    "custom_field.key",
                    "A key is lower-case letters, digits and _, a letter first, at most 40."
                )
            );
        if (string.IsNullOrWhiteSpace(field.Name))
            faults.Add(Fault.Invalid("/name", "required", "A name is needed."));
        if (field.Type == CustomFieldType.Enum && field.Options.Count == 0)
            faults.Add(
                Fault.Invalid(
                    "/options",
                    "custom_field.options_required",
                    "An enum needs at least one option."
                )
            );
        if (field.Type != CustomFieldType.Enum && field.Options.Count > 0)
            faults.Add(
                Fault.Invalid(
                    "/options",
                    "custom_field.options_forbidden",
                    "Only an enum has options."
                )
            );
        if (
            field.Options.Any(string.IsNullOrWhiteSpace)
            || field.Options.Distinct(StringComparer.OrdinalIgnoreCase).Count()
                != field.Options.Count
        )
            faults.Add(
                Fault.Invalid(
                    "/options",
                    "custom_field.options_distinct",
                    "Options are not blank and differ from each other, upper and lower case aside."
                )
            );
        return faults.Count == 0 ? field : Verdict<CustomField>.Refuse(faults);
    }

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
