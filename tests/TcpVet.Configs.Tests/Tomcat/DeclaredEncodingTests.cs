using System.Text;
using TcpVet.Configs.Tomcat;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.Tomcat;

/// <summary>A server.xml says its encoding itself, and may say anything: whatever the framework's decoders think of it, it is read or
/// refused.</summary>
public sealed class DeclaredEncodingTests
{
    private static readonly string[] Names =
    [
        "utf-7", "UTF-7", "unicode-1-1-utf-7", "utf-8", "utf8", "utf-16", "utf-16le", "utf-16BE", "ucs-2", "iso-10646-ucs-2", "utf-32", "utf-32BE", "ucs-4",
        "us-ascii", "iso-8859-1", "latin1", "iso-8859-15", "windows-1252", "koi8-r", "ebcdic-cp-us", "IBM037", "IBM1047", "cp875", "gb18030", "big5", "shift_jis",
        "euc-jp", "iso-2022-kr", "hz-gb-2312", "x-user-defined", "x-unknown", "unknown", "null", "default", "a", "1", "", "-", "utf", "65000", "utf-8;x",
        new string('x', 150), new string('x', 300),
    ];

    // None, UTF-8, UTF-16 and UTF-32, each way round, and the beginnings of them.
    private static readonly byte[][] Marks =
        [[], [0xEF, 0xBB, 0xBF], [0xEF, 0xBB], [0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0, 0], [0, 0, 0xFE, 0xFF], [0xFF], [0],
            [0, (byte)'<'], [0x2B, 0x2F, 0x76, 0x38]];

    public static TheoryData<string> Declared => [.. Names];

    [Theory]
    [MemberData(nameof(Declared))]
    public void Any_name_is_read_or_refused(string name)
    {
        string text = $"""<?xml version="1.0" encoding="{name}"?><Server port="8005" shutdown="Fl{'\u00E4'}che"><Service name="Catalina"/></Server>""";
        foreach (byte[] mark in Marks)
        {
            foreach (Encoding written in (Encoding[])[
                Encoding.UTF8, Encoding.Latin1, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
            {
                (IReadOnlyList<ConfigDirective> directives, List<ConfigProblem> problems) = Read([.. mark, .. written.GetBytes(text)]);
                Assert.True(directives.Count > 0 || problems.Any(problem => problem.Fatal));
            }
        }
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("x-unknown")]
    public void An_encoding_that_cannot_be_had_is_taken_for_one_of_bytes(string name)
    {
        (IReadOnlyList<ConfigDirective> directives, List<ConfigProblem> problems) = Read(Encoding.Latin1.GetBytes($"""<?xml version="1.0" encoding="{name}"?><Server port="8005" shutdown="{'\u00E4'}"/>"""));

        Assert.Empty(problems);
        Assert.Equal(["8005", "\u00E4"], directives[0].Children.Select(attribute => attribute.Argument));
    }

    [Fact]
    public void Broken_files_of_every_encoding_are_survived()
    {
        foreach (Encoding written in (Encoding[])[Encoding.Latin1, Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32])
        {
            byte[] valid = written.GetBytes("<?xml version=\"1.0\" encoding=\"iso-8859-15\" standalone='yes'?><Server port='&#x20AC;&amp;'><!-- c --><![CDATA[x]]><Service/></Server>");
            Fuzz.Broken(valid).ForAll(bytes => { Read(bytes); }, Fuzz.Iterations / 4);
        }
    }

    private static (IReadOnlyList<ConfigDirective> Directives, List<ConfigProblem> Problems) Read(byte[] bytes)
    {
        List<ConfigProblem> problems = [];
        return (ServerXmlReader.Read(XmlEncoding.Decode(bytes), "server.xml", 0, problems), problems);
    }
}
