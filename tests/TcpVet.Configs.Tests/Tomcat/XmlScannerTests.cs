using System.Text;
using System.Xml;
using CsCheck;
using TcpVet.Configs.Tomcat;

namespace TcpVet.Configs.Tests.Tomcat;

/// <summary>The scanner takes what the framework's reader takes, finds the same in it, and refuses what that refuses.</summary>
public sealed class XmlScannerTests
{
    // What XML is made of, whole and in pieces, so that many texts are nearly well-formed.
    private static readonly string[] Pieces =
    [
        "<a>", "</a>", "<b c='d'>", "</b>", "<e/>", "<p:f xmlns:p='u'/>", "<p:g/>", " h=\"i\"", " h='&amp;&#10;&#x20AC;'",
        "<j k='1' k='2'/>", "<l\n m=\"\r\n\t\" />", "<!-- n -->", "<!-- o -- -->", "<?q r?>", "<![CDATA[<s>]]>", "]]>",
        "&lt;", "&t;", "&#0;", "<", ">", "/", "=", "'", "\"", "&", "text", " ", "\r", "\u00FC", "\u0001", "\uD83D\uDE00", "<!DOCTYPE a>",
        "<1>", "<a b>", "<a b=c>", "<a b='<'>", "<a b='1'c='2'/>", "<?xml version='1.0'?>", "\uD83D", "\uFFFE",
    ];

    private static readonly Gen<string> Texts = Gen.Select(Gen.Int[0, Pieces.Length - 1].Array[0, 6], Gen.Bool)
        .Select((drawn, wrapped) => string.Concat(drawn.Select(i => Pieces[i])) is var text && wrapped ? $"<Server>{text}</Server>" : text);

    [Fact]
    public void It_reads_and_refuses_what_the_frameworks_reader_does() =>
        Texts.ForAll(text => Assert.Equal(Theirs(text), Ours(text)), iter: 20_000);

    [Theory]
    [InlineData("<a><!-- - --></a>")]
    [InlineData("<a>\r\r\n\n<b/></a>")]
    [InlineData("<a xmlns='u' xml:lang='en'><b xmlns:c='v' c:d=''/></a>")]
    [InlineData("<a b='&#x9;&#xD;\t\r\n'/>")]
    [InlineData("<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<a/>\n<!-- -->\n<?b?>\n")]
    public void It_reads_the_finer_points_alike(string text)
    {
        Assert.NotEqual("refused", Theirs(text));
        Assert.Equal(Theirs(text), Ours(text));
    }

    private static string Ours(string text)
    {
        StringBuilder told = new();
        try
        {
            XmlScanner xml = new(text);
            while (xml.Read())
            {
                told.Append(xml.Starts ? $"<{xml.Name} {xml.Place}" : $"</{xml.Name}");
                IEnumerable<TcpVet.Configs.Tomcat.XmlAttribute> attributes = xml.Starts ? xml.Attributes : [];
                told.AppendJoin("", attributes.Select(one => $" {one.Name}={one.Value} {(one.Line, one.Column)}"));
                told.Append('\n');
            }
        }
        catch (XmlFault)
        {
            return "refused";
        }

        return told.ToString();
    }

    private static string Theirs(string text)
    {
        StringBuilder told = new();
        try
        {
            XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using XmlReader xml = XmlReader.Create(new StringReader(text), settings);
            IXmlLineInfo place = (IXmlLineInfo)xml;
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.EndElement)
                {
                    told.Append("</").Append(xml.Name).Append('\n');
                }
                else if (xml.NodeType == XmlNodeType.Element)
                {
                    (string name, bool empty) = (xml.Name, xml.IsEmptyElement);
                    told.Append($"<{name} {(place.LineNumber, place.LinePosition)}");
                    while (xml.MoveToNextAttribute())
                    {
                        told.Append($" {xml.Name}={xml.Value} {(place.LineNumber, place.LinePosition)}");
                    }

                    told.Append(empty ? $"\n</{name}\n" : "\n");
                }
            }
        }
        catch (XmlException)
        {
            return "refused";
        }

        return told.ToString();
    }
}
