using Microsoft.CodeAnalysis;

namespace TcpVet.Records;

/// <summary>A member of a record as JSON has it.</summary>
internal sealed class RecordMember
{
    private RecordMember(IPropertySymbol property, IParameterSymbol? parameter)
    {
        Name = property.Name;
        Type = property.Type;
        Parameter = parameter;
        IsComputed = property.SetMethod is null;
        IsRequired = property.IsRequired || parameter is { HasExplicitDefaultValue: false };
        MayBeNull = Type.NullableAnnotation == NullableAnnotation.Annotated;
        IsAnyNumber = HasAttribute(property, "AnyNumberAttribute");
        MostItems = property.GetAttributes().Concat(parameter?.GetAttributes() ?? [])
            .FirstOrDefault(attribute => attribute.AttributeClass?.Name == "AtMostAttribute")?.ConstructorArguments[0].Value as int?;
    }

    public string Name { get; }

    public string JsonName => SnakeCase.Of(Name);

    public ITypeSymbol Type { get; }

    /// <summary>The parameter of the record's head that it comes from; null for a member of its body.</summary>
    public IParameterSymbol? Parameter { get; }

    /// <summary>True when it follows from the others: it is written and never read.</summary>
    public bool IsComputed { get; }

    public bool IsRequired { get; }

    public bool MayBeNull { get; }

    /// <summary>True when the number may be larger than what is added up.</summary>
    public bool IsAnyNumber { get; }

    /// <summary>How many items a list may have; null for the limit of all lists.</summary>
    public int? MostItems { get; }

    /// <summary>What is kept of a record, in the order in which it is declared.</summary>
    public static List<RecordMember> Of(INamedTypeSymbol record)
    {
        IMethodSymbol? head = record.InstanceConstructors
            .Where(constructor => constructor.Parameters.Length > 0
                && constructor.Parameters.All(parameter => record.GetMembers(parameter.Name).OfType<IPropertySymbol>().Any()))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault();
        return [.. record.GetMembers()
            .OfType<IPropertySymbol>()
            .Where(property => property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsIndexer: false })
            .Where(property => !HasAttribute(property, "JsonIgnoreAttribute"))
            .Select(property => new RecordMember(property, head?.Parameters.FirstOrDefault(parameter => parameter.Name == property.Name)))];
    }

    private static bool HasAttribute(IPropertySymbol property, string name) =>
        property.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == name);
}
