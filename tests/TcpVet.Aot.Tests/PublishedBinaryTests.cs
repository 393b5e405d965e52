using System.Text.RegularExpressions;

namespace TcpVet.Aot.Tests;

/// <summary>One file that runs on every host with glibc.</summary>
public sealed partial class PublishedBinaryTests
{
    // A little above what it is, to keep it from growing unseen.
    private const long LargestSize = 14_000_000;

    private static readonly string[] Glibc = ["linux-vdso.so.1", "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"];

    /// <summary>The binary is at most as large as it was.</summary>
    [Fact]
    public void Size_is_bounded() => Assert.InRange(new FileInfo(PublishedBinary.Path).Length, 1, LargestSize);

    /// <summary>The binary needs no library but glibc's own.</summary>
    [Fact]
    public void Only_glibc_is_needed()
    {
        string output = PublishedBinary.Run("ldd", PublishedBinary.Path).Output;
        string[] needed = [.. Library().Matches(output).Select(match => match.Groups["name"].Value)];

        Assert.Contains("libc.so.6", needed);
        Assert.Empty(needed.Except(Glibc));
    }

    /// <summary>
    /// What decision 15 relies on where the address is fixed: no segment is writable and executable, nor is the stack executable, and the
    /// table of imported functions is bound at the start and read-only from then on.
    /// </summary>
    [Fact]
    public void Memory_is_protected_where_the_address_is_known()
    {
        string[] segments = PublishedBinary.Run("readelf", "-lW", PublishedBinary.Path).Output.Split('\n', StringSplitOptions.TrimEntries);
        string dynamic = PublishedBinary.Run("readelf", "-dW", PublishedBinary.Path).Output;

        Assert.Contains(segments, line => line.StartsWith("LOAD ", StringComparison.Ordinal));
        Assert.DoesNotContain(segments, line => line.Contains(" RWE ", StringComparison.Ordinal));
        Assert.Contains(segments, line => line.StartsWith("GNU_STACK ", StringComparison.Ordinal));
        Assert.Contains(segments, line => line.StartsWith("GNU_RELRO ", StringComparison.Ordinal));
        Assert.Contains("BIND_NOW", dynamic, StringComparison.Ordinal);
    }

    /// <summary>It starts, without .NET in its environment, and says its version on stdout alone.</summary>
    [Fact]
    public void Version_is_printed()
    {
        (int status, string output, string errors) = PublishedBinary.Run(PublishedBinary.Path, "--version");

        Assert.Equal(0, status);
        Assert.Matches(@"\b\d+\.\d+\.\d+", output);
        Assert.Equal("", errors);
    }

    /// <summary>It carries no debugging symbols; they are in a file beside the build's output.</summary>
    [Fact]
    public void Symbols_are_stripped() =>
        Assert.Contains("no symbols", PublishedBinary.Run("nm", PublishedBinary.Path).Errors, StringComparison.Ordinal);

    /// <summary>The native compiler ran and warned of nothing that trimming or ahead-of-time compilation would break.</summary>
    [Fact]
    public void Build_warned_of_nothing()
    {
        string log = File.ReadAllText(PublishedBinary.Log);

        Assert.Contains("Generating native code", log, StringComparison.Ordinal);
        Assert.Empty(Warning().Matches(log).Select(match => match.Value));
    }

    [GeneratedRegex(@"^\s*(?:\S*/)?(?<name>[^/\s]+\.so[^/\s]*)", RegexOptions.Multiline)]
    private static partial Regex Library();

    [GeneratedRegex(@"^.*\b(?:warning|error) (?:IL|CA|CS|NU|MSB)\d+.*$", RegexOptions.Multiline)]
    private static partial Regex Warning();
}
