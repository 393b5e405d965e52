using Microsoft.CodeAnalysis;

namespace TcpVet.Records;

/// <summary>How types are called and what stands for them in the source that is written.</summary>
internal static class RecordTypes
{
    /// <summary>The whole name, without a question mark.</summary>
    public static string Full(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>What a method is called after: <c>IReadOnlyList&lt;SocketGroup&gt;</c> is SocketGroupList.</summary>
    public static string Name(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Name(array.ElementType) + "Array",
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => Name(Bare(type)) + "OrNull",
        INamedTypeSymbol { TypeArguments.Length: 2 } map => Name(map.TypeArguments[0]) + Name(map.TypeArguments[1]) + "Map",
        INamedTypeSymbol { TypeArguments.Length: 1 } list => Name(list.TypeArguments[0]) + "List",
        _ => type.Name,
    };

    /// <summary>The type of the value that a nullable value may have; any other type as it is.</summary>
    public static ITypeSymbol Bare(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? nullable.TypeArguments[0]
            : type;

    /// <summary>Whether a value may be null; references say so at the member.</summary>
    public static bool IsNullable(ITypeSymbol type) => !SymbolEqualityComparer.Default.Equals(Bare(type), type);

    /// <summary>The type of the variable that holds a member while its record is read.</summary>
    public static string Local(RecordMember member) => member.MayBeNull ? $"{Full(Bare(member.Type))}?" : Full(member.Type);

    /// <summary>What a member is when the document lacks it: a list or a map without items, the default of any other type.</summary>
    public static string Absent(RecordMember member) => member switch
    {
        { MayBeNull: true } => "null",
        { Type: INamedTypeSymbol { Name: "IReadOnlyList" } } => "[]",
        { Type: INamedTypeSymbol { Name: "IReadOnlyDictionary" } map } =>
            $"new global::System.Collections.Generic.Dictionary<{Full(map.TypeArguments[0])}, {Full(map.TypeArguments[1])}>()",
        _ => "default!",
    };
}
