namespace TcpVet.Abi.Tests;

/// <summary>The C compiler must agree with C# about every structure, constant and number that crosses into the kernel.</summary>
public sealed class LayoutTests
{
    /// <summary>The structures that C# names as the kernel does.</summary>
    public static TheoryData<string> KernelStructures =>
        [.. InteropTypes.Structures.Where(type => InteropTypes.IsKernelName(type.Name)).Select(type => type.FullName!)];

    /// <summary>A structure lies in memory as the headers say: size, and offset and size of each field.</summary>
    [Theory]
    [MemberData(nameof(KernelStructures))]
    public void Structure_lies_as_the_headers_say(string name)
    {
        Layout layout = InteropTypes.Measure(InteropTypes.All.Single(type => type.FullName == name));

        Compiler.AssertHolds(Assertions(layout));
    }

    /// <summary>A struct in an Interop namespace is the kernel's, and checked, or listed with what it stands for.</summary>
    [Fact]
    public void No_structure_is_unknown()
    {
        IEnumerable<string> unknown = InteropTypes.Structures.Select(type => type.Name)
            .Where(name => !InteropTypes.IsKernelName(name) && !Spelling.OwnTypes.ContainsKey(name) && !Spelling.OwnValues.Contains(name));

        Assert.Empty(unknown);
    }

    /// <summary>A structure with a name of its own has the size of what it stands for.</summary>
    [Fact]
    public void Own_types_have_the_size_of_what_they_stand_for()
    {
        IEnumerable<string> assertions = InteropTypes.Structures
            .Where(type => Spelling.OwnTypes.ContainsKey(type.Name))
            .Select(type => string.Format(Spelling.OwnTypes[type.Name], InteropTypes.Measure(type).Size));

        Compiler.AssertHolds(assertions);
    }

    /// <summary>A constant or enum member with a C name has C's value.</summary>
    [Fact]
    public void Constants_have_the_values_of_the_headers() =>
        Compiler.AssertHolds(InteropTypes.Constants
            .Where(constant => !Spelling.KernelPrivate.Contains(constant.Name))
            .Select(constant => $"(long long)({constant.Name}) == {constant.Value}LL"));

    /// <summary>The check itself notices a wrong size, offset, value and an unknown name.</summary>
    [Theory]
    [InlineData("sizeof(struct inet_diag_msg) == 71")]
    [InlineData("offsetof(struct inet_diag_msg, idiag_inode) == 64")]
    [InlineData("INET_DIAG_SKMEMINFO == 8")]
    [InlineData("INET_DIAG_NO_SUCH_NAME == 1")]
    [InlineData("sizeof(struct no_such_struct) == 1")]
    public void A_false_statement_is_refused(string statement) => Assert.NotEmpty(Compiler.Check([statement]));

    /// <summary>What these headers do not know yet is left out, and only that.</summary>
    [Fact]
    public void A_newer_name_does_not_hide_an_error()
    {
        string errors = Compiler.Check(["BPF_TCP_BOUND_INACTIVE == 13", "INET_DIAG_SKMEMINFO == 8"]);

        Assert.Contains("INET_DIAG_SKMEMINFO", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("BPF_TCP_BOUND_INACTIVE", errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Assertions(Layout layout)
    {
        string structure = Spelling.Structure(layout.Type.Name);
        int size = layout.Size;
        foreach (Field field in layout.Fields)
        {
            if (Spelling.FlexibleArrays.TryGetValue($"{layout.Type.Name}.{field.Name}", out string? array))
            {
                yield return $"offsetof({structure}, {array}) == {field.Offset}";
                size -= field.Size;
                continue;
            }

            string name = Spelling.Field(layout.Type.Name, field.Name);
            yield return $"offsetof({structure}, {name}) == {field.Offset}";
            yield return $"sizeof((({structure} *)0)->{name}) == {field.Size}";
        }

        yield return $"sizeof({structure}) == {size}";
    }
}
