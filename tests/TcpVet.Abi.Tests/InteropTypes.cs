using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace TcpVet.Abi.Tests;

/// <summary>A field of a kernel structure as C# lays it out.</summary>
/// <param name="Name">Its name, the kernel's own.</param>
/// <param name="Offset">Bytes from the start of the structure.</param>
/// <param name="Size">Its size in bytes.</param>
internal sealed record Field(string Name, long Offset, int Size);

/// <summary>A structure as C# lays it out.</summary>
/// <param name="Type">The C# type.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Fields">Its fields, private ones too.</param>
internal sealed record Layout(Type Type, int Size, IReadOnlyList<Field> Fields);

/// <summary>What the libraries declare of the kernel's: everything in a namespace that ends in <c>Interop</c>.</summary>
internal static partial class InteropTypes
{
    /// <summary>The types of every referenced TcpVet library that stand in an Interop namespace.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. Directory.GetFiles(AppContext.BaseDirectory, "TcpVet.*.dll")
            .Where(path => !path.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(Assembly.LoadFrom)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Namespace?.EndsWith(".Interop", StringComparison.Ordinal) == true)
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
            .OrderBy(type => type.FullName, StringComparer.Ordinal),
    ];

    /// <summary>The structures that cross into the kernel or the C library: every struct that can lie in memory.</summary>
    public static IEnumerable<Type> Structures =>
        All.Where(type => type is { IsValueType: true, IsEnum: false, IsByRefLike: false });

    /// <summary>Constants and enum members that carry a C name, with their values.</summary>
    public static IEnumerable<(string Name, long Value)> Constants =>
        All.SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(member => member.IsLiteral && CConstant().IsMatch(member.Name))
            .Select(member => (member.Name, Value(member.GetRawConstantValue())))
            .Distinct();

    /// <summary>True for a name in the kernel's lower_snake.</summary>
    public static bool IsKernelName(string name) => KernelName().IsMatch(name);

    /// <summary>Measures a structure in memory: the managed layout itself, not what marshalling would make of it.</summary>
    public static Layout Measure(Type type)
    {
        FieldInfo[] fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return new Layout(type, SizeOf(type),
            [.. fields.Select(field => new Field(field.Name, OffsetOf(type, field), SizeOf(field.FieldType)))]);
    }

    private static int SizeOf(Type type) =>
        type.IsPointer || type.IsFunctionPointer
            ? nint.Size
            : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private static long OffsetOf(Type type, FieldInfo field)
    {
        var method = new DynamicMethod("offset", typeof(long), Type.EmptyTypes, type.Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.DeclareLocal(type);
        il.Emit(OpCodes.Ldloca_S, (byte)0);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Ldloca_S, (byte)0);
        il.Emit(OpCodes.Conv_U);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<long>>()();
    }

    private static long Value(object? constant) => constant is ulong big ? unchecked((long)big) : Convert.ToInt64(constant);

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex KernelName();

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^E[A-Z0-9]{2,}$")]
    private static partial Regex CConstant();
}
