using System.Xml;
using TcpVet.Model;

namespace TcpVet.Configs.Tomcat;

/// <summary>The elements of one server.xml as directives. No DTD is read and no entity resolved: the file is other people's.</summary>
internal sealed class ServerXmlReader
{
    // Tomcat's own nests seven deep, and the reader of captures stops at 64 levels of JSON, two for each element.
    private const int Deepest = 20;
    private const int MostDirectives = 50_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        MaxCharactersFromEntities = 1024,
        CloseInput = true,
    };

    private readonly Stack<(string Name, int Line, int Column, List<ConfigDirective> Children)> open = new();
    private readonly List<ConfigDirective> top = [];
    private readonly int file;
    private int count;

    private ServerXmlReader(int file) => this.file = file;

    /// <summary>Reads a text.</summary>
    /// <param name="text">Decoded, a byte order mark may stand first.</param>
    /// <param name="path">For problems.</param>
    /// <param name="file">The index that the directives get.</param>
    /// <param name="problems">Gets what cannot be taken; then the list of directives is what was read before it.</param>
    public static IReadOnlyList<ConfigDirective> Read(string text, string path, int file, List<ConfigProblem> problems)
    {
        ServerXmlReader reader = new(file);
        text = text.TrimStart('\uFEFF');
        try
        {
            using XmlReader xml = XmlReader.Create(new StringReader(text), Settings);
            if (reader.Walk(xml) is { } stopped)
            {
                problems.Add(new(path, stopped.Line, stopped.Column, stopped.Message, Fatal: true));
            }
        }
        catch (XmlException refused)
        {
            problems.Add(Refusal(refused, text, path));
        }

        return reader.Finish();
    }

    private (int Line, int Column, string Message)? Walk(XmlReader xml)
    {
        IXmlLineInfo place = (IXmlLineInfo)xml;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement)
            {
                Close();
            }

            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            (int line, int column) = (place.LineNumber, place.LinePosition);
            if (open.Count == 0 && xml.Name != "Server")
            {
                return (line, column, $"expected <Server>, the root of a server.xml, found <{xml.Name}>");
            }

            if (open.Count >= Deepest || count >= MostDirectives)
            {
                return (line, column, open.Count >= Deepest
                    ? $"expected elements {Deepest} deep at the most; the rest is not read"
                    : $"expected {MostDirectives} elements and attributes at the most; the rest is not read");
            }

            bool empty = xml.IsEmptyElement;
            open.Push((xml.Name, line, column, Attributes(xml, place)));
            if (empty)
            {
                Close();
            }
        }

        return null;
    }

    private List<ConfigDirective> Attributes(XmlReader xml, IXmlLineInfo place)
    {
        List<ConfigDirective> attributes = [];
        count++;
        while (xml.MoveToNextAttribute())
        {
            attributes.Add(new($"@{xml.Name}", [xml.Value], file, place.LineNumber, place.LinePosition, []));
            count++;
        }

        xml.MoveToElement();
        return attributes;
    }

    private void Close()
    {
        (string name, int line, int column, List<ConfigDirective> children) = open.Pop();
        (open.Count > 0 ? open.Peek().Children : top).Add(new(name, [], file, line, column, children));
    }

    // Of a file that breaks off, what was read until there.
    private List<ConfigDirective> Finish()
    {
        while (open.Count > 0)
        {
            Close();
        }

        return top;
    }

    private static ConfigProblem Refusal(XmlException refused, string text, string path)
    {
        int doctype = text.IndexOf("<!DOCTYPE", StringComparison.Ordinal);
        // The reader names no place for a DTD that it refuses.
        if (refused.LineNumber == 0 && doctype >= 0)
        {
            int start = text.LastIndexOf('\n', doctype) + 1;
            int line = text.AsSpan(0, start).Count('\n') + 1;
            return new(path, line, doctype - start + 1, "expected <Server>, found <!DOCTYPE: DTDs and entities are not read", Fatal: true);
        }

        string message = text.AsSpan().Trim().IsEmpty ? "expected <Server>, found an empty file" : XmlComplaint.Of(refused);
        return new(path, refused.LineNumber, refused.LinePosition, message, Fatal: true);
    }
}
