using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tomcat;

/// <summary>The elements of one server.xml as directives. No DTD is read and no entity resolved: the file is other people's.</summary>
internal sealed class ServerXmlReader
{
    // Tomcat's own nests seven deep, and the reader of captures stops at 64 levels of JSON, two for each element.
    private const int Deepest = 20;
    private const int MostDirectives = 50_000;
    private const string Root = "Server";

    // As guides print them, without the elements around them.
    private static readonly string[] Fragments = ["Service", "Connector", "Executor"];

    private readonly Stack<(string Name, int Line, int Column, List<ConfigDirective> Children)> open = new();
    private readonly List<ConfigDirective> top = [];
    private readonly int file;
    private int count;
    private bool fragment;

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
            if (reader.Walk(new XmlScanner(text, several: XmlRoot.Find(text) != Root)) is { } stopped)
            {
                problems.Add(new(path, stopped.Line, stopped.Column, stopped.Message, Fatal: true));
            }
        }
        catch (XmlFault fault)
        {
            string message = text.AsSpan().Trim().IsEmpty ? "expected <Server>, found an empty file" : fault.Message;
            problems.Add(new(path, fault.Line, fault.Column, message, Fatal: true));
        }

        return reader.Finish();
    }

    private (int Line, int Column, string Message)? Walk(XmlScanner xml)
    {
        while (xml.Read())
        {
            if (!xml.Starts)
            {
                Close();
                continue;
            }

            (int line, int column) = xml.Place;
            if (open.Count == 0 && xml.Name != Root && !Fragments.Contains(xml.Name))
            {
                return (line, column, $"expected <Server>, the root of a server.xml, found <{xml.Name}>");
            }

            if (open.Count >= Deepest || count >= MostDirectives)
            {
                return (line, column, open.Count >= Deepest
                    ? $"expected elements {Deepest} deep at the most; the rest is not read"
                    : $"expected {MostDirectives} elements and attributes at the most; the rest is not read");
            }

            fragment |= open.Count == 0 && xml.Name != Root;
            count += 1 + xml.Attributes.Count;
            open.Push((xml.Name, line, column, Directives(xml)));
        }

        return null;
    }

    private List<ConfigDirective> Directives(XmlScanner xml) =>
        xml.Attributes.ConvertAll(one => new ConfigDirective($"@{one.Name}", [one.Value], file, one.Line, one.Column, []));

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

        return fragment ? Around(top) : top;
    }

    // What includes a fragment: <Server><Service>.
    private List<ConfigDirective> Around(List<ConfigDirective> parts)
    {
        ConfigDirective first = parts[0];
        List<ConfigDirective> services = [.. parts.Where(part => part.Name == "Service")];
        List<ConfigDirective> others = [.. parts.Where(part => part.Name != "Service")];
        if (others.Count > 0)
        {
            services.Add(new("Service", [], file, first.Line, first.Column, others));
        }

        return [new(Root, [], file, first.Line, first.Column, services)];
    }
}
