using System.Text.RegularExpressions;

namespace TcpVet.Architecture.Tests;

/// <summary>A reader finds a thing by its file.</summary>
public sealed partial class SourceFileTests
{
    private const int LongestFile = 300;

    private const int LongestLine = 140;

    private static readonly string[] EmptyNames = ["Helper", "Helpers", "Util", "Utils", "Utilities", "Common", "Manager", "Service", "Impl", "Misc"];

    private static IEnumerable<string> Sources => Checkout.Below("src/", ".cs");

    /// <summary>No file of src/ is longer than a reader keeps in mind, but for those listed with a reason.</summary>
    [Fact]
    public void Files_are_short()
    {
        IEnumerable<string> listed = Checkout.List("eng/long-files.txt").Select(line => line.Split(' ')[0]);
        IEnumerable<string> tooLong = Sources.Where(file => Lines(file) > LongestFile);

        // Both ways: a listed file that has become short must leave the list.
        Assert.Equal(listed.Order(StringComparer.Ordinal), tooLong.Order(StringComparer.Ordinal));
    }

    /// <summary>No line of code or of a comment is longer than two windows beside each other show; texts between quotes are not
    /// counted.</summary>
    [Theory]
    [InlineData("src/")]
    [InlineData("tests/")]
    [InlineData("eng/")]
    [InlineData("benches/")]
    public void Lines_are_short(string folder)
    {
        IEnumerable<string> tooLong = Checkout.Below(folder, ".cs").SelectMany(file => CodeLines.Lengths(Checkout.Text(file))
            .Index()
            .Where(line => line.Item > LongestLine)
            .Select(line => $"{file}:{line.Index + 1} has {line.Item}"));

        string said = string.Join('\n', tooLong);
        Assert.True(said.Length == 0, said);
    }

    /// <summary>The measure counts code and comments, and nothing between quotes.</summary>
    [Theory]
    [InlineData("int a = 1; // b", 15)]
    [InlineData("Say(\"a // b\");", 6)]
    [InlineData("Say($\"a {b(\"c\", '\"')} d\\\"\"); // e", 12)]
    [InlineData("char c = '\"'; // \"", 18)]
    public void A_text_is_no_code(string line, int length) => Assert.Equal([length], CodeLines.Lengths(line));

    /// <summary>A file with one type bears its name; a partial type's file may add a part (Libc.Sockets), a rule's its code
    /// (TV101.CloseWaitLeak).</summary>
    [Fact]
    public void A_file_is_named_after_the_one_type_in_it()
    {
        List<string> misnamed = [];
        foreach (string file in Sources)
        {
            string[] types = [.. TopLevelType().Matches(Checkout.Text(file)).Select(match => match.Groups["name"].Value).Distinct()];
            string[] names = Path.GetFileNameWithoutExtension(file).Split('.');
            if (types.Length == 1 && !names.Any(name => types[0].StartsWith(name, StringComparison.Ordinal)))
            {
                misnamed.Add($"{file} holds {types[0]}");
            }
        }

        Assert.Empty(misnamed);
    }

    /// <summary>Names that say nothing are not used for files, folders or the end of a type's name.</summary>
    [Fact]
    public void No_name_is_empty()
    {
        IEnumerable<string> paths =
            Sources.Where(file => file.Split('/').Any(part => EmptyNames.Contains(Path.GetFileNameWithoutExtension(part))));
        IEnumerable<string> types = Sources
            .SelectMany(file => TopLevelType().Matches(Checkout.Text(file)))
            .Select(match => match.Groups["name"].Value)
            .Where(name => EmptyNames.Any(empty => name.EndsWith(empty, StringComparison.Ordinal)));

        Assert.Empty(paths.Concat(types));
    }

    /// <summary>Nothing is left for later and nothing is a stub.</summary>
    [Fact]
    public void Nothing_is_left_for_later()
    {
        IEnumerable<string> left = Sources.Where(file => ForLater().IsMatch(Checkout.Text(file)));

        Assert.Empty(left);
    }

    /// <summary>Two runs of the tests draw the same inputs: nobody asks the clock for a seed (tests/Shared/Property.cs has the committed
    /// one).</summary>
    [Fact]
    public void Tests_draw_from_written_seeds()
    {
        IEnumerable<string> unwritten = Checkout.Below("tests/", ".cs")
            .Where(file => !file.StartsWith("tests/TcpVet.Architecture.Tests/", StringComparison.Ordinal))
            .Where(file => Unseeded().IsMatch(Checkout.Text(file)));

        Assert.Empty(unwritten);
    }

    private static int Lines(string file) => File.ReadLines(Path.Combine(Checkout.Root, file)).Count();

    // Namespaces are file-scoped, so that a top-level type starts its line.
    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|abstract|static|readonly|unsafe|partial|ref) )*(?:class|record struct|record class|record|struct|interface|enum|delegate [^(]*?) ?\b(?<name>[A-Za-z_][A-Za-z0-9_]*)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"\.Sample\(|new Random\(\)|Random random = new\(\)|Random\.Shared|RandomNumberGenerator|Guid\.NewGuid")]
    private static partial Regex Unseeded();

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex ForLater();
}
