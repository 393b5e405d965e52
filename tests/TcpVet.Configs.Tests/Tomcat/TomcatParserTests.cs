using System.Text;
using TcpVet.Configs.Text;
using TcpVet.Configs.Tomcat;
using TcpVet.Model;
using TcpVet.Operations.Files;

namespace TcpVet.Configs.Tests.Tomcat;

public sealed class TomcatParserTests
{
    private const string Whole = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- comment -->
        <Server port="8005" shutdown="SHUTDOWN">
          <Service name="Catalina">
            <Connector port="8080"
                       connectionTimeout="${wait}" maxThreads='200'/>
            <Engine name="Catalina" defaultHost="a &amp; b">text</Engine>
          </Service>
        </Server>
        """;

    [Fact]
    public void Elements_and_attributes_have_their_places()
    {
        Configuration configuration = Parse(Whole);

        Assert.Equal("""
            Server @ 0:3:2
              @port 8005 @ 0:3:9
              @shutdown SHUTDOWN @ 0:3:21
              Service @ 0:4:4
                @name Catalina @ 0:4:12
                Connector @ 0:5:6
                  @port 8080 @ 0:5:16
                  @connectionTimeout ${wait} @ 0:6:16
                  @maxThreads 200 @ 0:6:44
                Engine @ 0:7:6
                  @name Catalina @ 0:7:13
                  @defaultHost a & b @ 0:7:29
            """, Outline.Of(configuration));
        Assert.Equal((ConfigurationKind.Tomcat, false), (configuration.Kind, configuration.Incomplete));
        Assert.Equal(["server.xml"], configuration.Files);
        Assert.Empty(configuration.Problems);
    }

    [Fact]
    public void A_connector_as_guides_print_it_has_a_server_around_it()
    {
        Configuration read = TomcatParser.Parse(ConfigSource.Of("server.xml", "<Executor name=\"a\"/>\n<Connector port=\"8080\"\n executor=\"a\"/>\n"), "server.xml");

        Assert.Empty(read.Problems);
        ConfigDirective service = Assert.Single(Assert.Single(read.Directives).Children);
        Assert.Equal(("Service", "Executor Connector"), (service.Name, string.Join(' ', service.Children.Select(child => child.Name))));
        Assert.Equal(2, service.Children[1].Line);
    }

    [Theory]
    [InlineData("<Server>\n  <Connector port=8080/>\n</Server>", "2:19: expected '\"' or ''', found '8080'")]
    [InlineData("<Server>\n <Service>\n  <Connector>\n </Service>\n</Server>", "4:4: expected </Connector> for the element of line 3, found </Service>")]
    [InlineData("<Server>\n <Service>\n", "3:1: expected </Service>, found the end of the file")]
    [InlineData("<Server port='1' port='2'/>", "1:18: 'port' is a duplicate attribute name")]
    [InlineData("<Server>&company;</Server>", "1:10: Reference to undeclared entity 'company'")]
    [InlineData("<Server/>\n<Server/>", "2:2: There are multiple root elements")]
    [InlineData(" \n", "0:0: expected <Server>, found an empty file")]
    [InlineData("", "0:0: expected <Server>, found an empty file")]
    [InlineData("<Context>\n</Context>", "1:2: expected <Server>, the root of a server.xml, found <Context>")]
    [InlineData("\n<!DOCTYPE server [<!ENTITY x SYSTEM \"file:///etc/shadow\">]>\n<Server a='&x;'/>", "2:1: expected <Server>, found <!DOCTYPE: DTDs and entities are not read")]
    [InlineData("port = 8080", "1:1: Data at the root level is invalid")]
    public void What_cannot_be_read_has_a_place_and_says_what_was_expected(string text, string problem)
    {
        Configuration configuration = Parse(text);

        Assert.Equal([$"server.xml:{problem} (fatal)"], Outline.Problems(configuration));
        Assert.True(configuration.Incomplete);
    }

    [Fact]
    public void What_stands_before_a_fault_is_kept()
    {
        Configuration configuration = Parse("<Server>\n <Service name='a'/>\n <Service name=b/>\n</Server>");

        Assert.Equal("Server @ 0:1:2\n  Service @ 0:2:3\n    @name a @ 0:2:11", Outline.Of(configuration));
    }

    [Fact]
    public void Entities_that_grow_are_not_expanded()
    {
        string laughs = "<!DOCTYPE s [<!ENTITY a \"ha\">" + string.Concat(Enumerable.Range('b', 20).Select(c => $"<!ENTITY {(char)c} \"{string.Concat(Enumerable.Repeat($"&{(char)(c - 1)};", 10))}\">")) + "]><Server x=\"&u;\"/>";

        Assert.Contains("<!DOCTYPE", Assert.Single(Parse(laughs).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_and_size_have_limits()
    {
        string deep = string.Concat(Enumerable.Repeat("<Server>", 10_000));
        string wide = $"<Server>{string.Concat(Enumerable.Repeat("<a/>", 60_000))}</Server>";

        Assert.Contains("20 deep", Assert.Single(Parse(deep).Problems).Message, StringComparison.Ordinal);
        Assert.Contains("50000 elements", Assert.Single(Parse(wide).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_deepest_tree_fits_a_capture()
    {
        string deepest = string.Concat(Enumerable.Repeat("<Server a='b'>", 20)) + string.Concat(Enumerable.Repeat("</Server>", 20));
        Configuration configuration = Parse(deepest);
        StateCounts none = StateCounts.From(new long[16], exact: true);
        Capture capture = new()
        {
            Version = "1", Host = "h", Kernel = "6.12", TakenAt = DateTimeOffset.UnixEpoch, IntervalMs = 0, HostFacts = new(),
            Namespaces =
                [new NetnsCapture { Netns = new() { Inode = 1, Own = true }, Tcp = none, Udp = none, Listeners = [], Configurations =
                    [configuration] }],
        };

        Assert.Empty(configuration.Problems);
        Assert.Equal(Outline.Of(configuration), Outline.Of(CaptureJson.Read(CaptureJson.Write(capture)).Namespaces[0].Configurations[0]));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-32", true)]
    [InlineData("iso-8859-1", false)]
    public void The_encoding_is_the_one_that_the_file_declares(string name, bool mark)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes($"<?xml version='1.0' encoding='{name}'?><Server a='über'/>")];

        List<ConfigProblem> problems = [];
        IReadOnlyList<ConfigDirective> directives = ServerXmlReader.Read(XmlEncoding.Decode(bytes), "server.xml", 0, problems);

        Assert.Empty(problems);
        Assert.Equal("über", directives[0].Children[0].Argument);
    }

    [Fact]
    public void A_file_of_the_disk_is_decoded_too()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "<?xml version='1.0' encoding='UTF-16'?>\n<Server a='1'/>", Encoding.Unicode);

            Assert.Equal("Server @ 0:2:2\n  @a 1 @ 0:2:9", Outline.Of(TomcatParser.Parse(DiskTree.Source(), path)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("klingon")]
    [InlineData("utf-16")] // it is not: the declaration could be read
    [InlineData("windows-1252")] // unknown to .NET without a package
    public void A_wrong_declaration_does_not_hide_the_file(string name) =>
        Assert.Contains("<Server/>", XmlEncoding.Decode(Encoding.ASCII.GetBytes($"<?xml version='1.0' encoding='{name}'?><Server/>")), StringComparison.Ordinal);

    [Fact]
    public void Nothing_that_is_read_makes_it_fail() => Fuzz.Survives(Whole, bytes =>
    {
        List<ConfigProblem> problems = [];
        IReadOnlyList<ConfigDirective> directives = ServerXmlReader.Read(XmlEncoding.Decode(bytes), "server.xml", 0, problems);
        Assert.All(problems, problem => Assert.True(problem.Message.Length > 0 && problem.Line >= 0 && problem.Column >= 0));
        Assert.True(directives.Count <= 1);
    });

    private static Configuration Parse(string text) => TomcatParser.Parse(ConfigSource.Of("server.xml", text), "server.xml");
}
