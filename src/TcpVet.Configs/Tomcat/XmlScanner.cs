using System.Globalization;
using System.Text;

namespace TcpVet.Configs.Tomcat;

/// <summary>An attribute and where its name stands.</summary>
internal readonly record struct XmlAttribute(string Name, string Value, int Line, int Column);

/// <summary>
/// The elements of an XML text without a DTD, one after the other. It checks that the text is well-formed and that prefixes are declared;
/// text, comments and processing instructions are passed over. The framework's reader, with the schemas and types that come with it, was
/// half a megabyte of the binary for this one kind of file.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="several">True for a fragment, which may have several elements beside each other.</param>
internal sealed class XmlScanner(string text, bool several = false)
{
    private const int MostAttributes = 1_000;

    private readonly XmlCursor cursor = new(text);
    private readonly Stack<(string Name, int Line, int Prefixes)> open = new();
    private readonly List<string> prefixes = ["xml", "xmlns"];
    private bool ended;
    private bool hadRoot;

    /// <summary>The name of the element that starts or ends.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Does the element start here? Else it ends.</summary>
    public bool Starts { get; private set; }

    /// <summary>Where the name stands.</summary>
    public (int Line, int Column) Place { get; private set; }

    /// <summary>Those of the element that starts.</summary>
    public List<XmlAttribute> Attributes { get; private set; } = [];

    /// <summary>Goes to the next start or end of an element.</summary>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="XmlFault">The text is not well-formed, or has a DTD.</exception>
    public bool Read()
    {
        if (ended)
        {
            End();
            return true;
        }

        if (cursor.At == 0 && cursor.StartsWith("<?xml") && text.Length > 5 && char.IsWhiteSpace(text[5]))
        {
            cursor.SkipPast("?>");
        }

        while (!cursor.AtEnd)
        {
            if (cursor.Current != '<')
            {
                Text();
            }
            else if (cursor.StartsWith("<!--"))
            {
                cursor.SkipComment();
            }
            else if (cursor.StartsWith("<?"))
            {
                Instruction();
            }
            else if (cursor.StartsWith("<![CDATA[") && open.Count > 0)
            {
                cursor.SkipPast("]]>");
            }
            else if (cursor.StartsWith("<!DOCTYPE"))
            {
                throw cursor.Fault("expected <Server>, found <!DOCTYPE: DTDs and entities are not read");
            }
            else
            {
                Tag();
                return true;
            }
        }

        return open.TryPeek(out var left) ? throw cursor.Fault($"expected </{left.Name}>, found the end of the file")
            : hadRoot ? false : throw new XmlFault(0, 0, "Root element is missing");
    }

    private void Tag()
    {
        cursor.Skip();
        Starts = cursor.Current != '/';
        if (!Starts)
        {
            cursor.Skip();
        }

        Place = (cursor.Line, cursor.Column);
        Name = cursor.Name();
        if (Starts)
        {
            Start();
            return;
        }

        XmlFault wrong = new(Place.Line, Place.Column, open.TryPeek(out var left)
            ? $"expected </{left.Name}> for the element of line {left.Line}, found </{Name}>" : "Unexpected end tag");
        cursor.SkipSpace();
        if (open.Count == 0 || left.Name != Name)
        {
            throw wrong;
        }

        cursor.Expect('>');
        End();
    }

    private void Start()
    {
        if (hadRoot && open.Count == 0 && !several)
        {
            throw new XmlFault(Place.Line, Place.Column, "There are multiple root elements");
        }

        (hadRoot, Attributes) = (true, []);
        open.Push((Name, Place.Line, prefixes.Count));
        bool space = cursor.SkipSpace();
        while (cursor.Current is not ('>' or '/'))
        {
            Attribute(space);
            space = cursor.SkipSpace();
        }

        CheckPrefix(Name, Place.Line, Place.Column);
        Attributes.ForEach(attribute => CheckPrefix(attribute.Name, attribute.Line, attribute.Column));
        ended = cursor.Current == '/';
        if (ended)
        {
            cursor.Skip();
        }

        cursor.Expect('>');
    }

    // Of an element without content the end follows when it is asked for.
    private void End()
    {
        var (name, _, count) = open.Pop();
        prefixes.RemoveRange(count, prefixes.Count - count);
        (Starts, Name, ended) = (false, name, false);
    }

    private void Attribute(bool space)
    {
        if (!space)
        {
            throw cursor.LacksSpace();
        }

        (int line, int column) = (cursor.Line, cursor.Column);
        string name = cursor.Name();
        cursor.SkipSpace();
        cursor.Expect('=');
        cursor.SkipSpace();
        string value = Value();
        if (Attributes.Count == MostAttributes)
        {
            throw new XmlFault(line, column, $"expected {MostAttributes} attributes of one element at the most");
        }

        if (Attributes.Exists(other => other.Name == name))
        {
            throw new XmlFault(line, column, $"'{name}' is a duplicate attribute name");
        }

        if (name.StartsWith("xmlns:", StringComparison.Ordinal))
        {
            prefixes.Add(name[6..]);
        }

        Attributes.Add(new(name, value, line, column));
    }

    // Each character of white space in it is a space, but one that is written as a number (XML 1.0, section 3.3.3).
    private string Value()
    {
        char quote = cursor.Current;
        if (quote is not ('"' or '\''))
        {
            throw cursor.Unexpected("'\"' or '''");
        }

        cursor.Skip();
        StringBuilder value = new();
        while (cursor.Current != quote)
        {
            switch (cursor.Current)
            {
                case '<':
                    throw cursor.Fault("'<', hexadecimal value 0x3C, is an invalid attribute character");
                case '&':
                    value.Append(Reference());
                    break;
                case '\r' when cursor.StartsWith("\r\n"):
                    cursor.Skip(2);
                    value.Append(' ');
                    break;
                default:
                    int start = cursor.At;
                    cursor.Skip();
                    value.Append(text[start] is '\t' or '\r' or '\n' ? " " : cursor.From(start));
                    break;
            }
        }

        cursor.Skip();
        return value.ToString();
    }

    private string Reference()
    {
        cursor.Skip();
        (int line, int column) = (cursor.Line, cursor.Column);
        if (cursor.Current != '#')
        {
            string name = cursor.Name();
            cursor.Expect(';');
            return name switch
            {
                "lt" => "<",
                "gt" => ">",
                "amp" => "&",
                "quot" => "\"",
                "apos" => "'",
                _ => throw new XmlFault(line, column, $"Reference to undeclared entity '{name}'"),
            };
        }

        cursor.Skip();
        bool hex = cursor.Current == 'x';
        cursor.Skip(hex ? 1 : 0);
        int start = cursor.At;
        while (char.IsAsciiHexDigit(cursor.Current))
        {
            cursor.Skip();
        }

        NumberStyles digits = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        bool read = int.TryParse(cursor.From(start), digits, CultureInfo.InvariantCulture, out int code);
        cursor.Expect(';');
        return read && code is 9 or 10 or 13 or (>= 0x20 and < 0xD800) or (> 0xDFFF and < 0xFFFE) or (> 0xFFFF and <= 0x10FFFF)
            ? char.ConvertFromUtf32(code) : throw new XmlFault(line, column, "Invalid value for a character reference");
    }

    private void Text()
    {
        cursor.SkipSpace();
        if (open.Count == 0 && !cursor.AtEnd && cursor.Current != '<')
        {
            throw cursor.Fault("Data at the root level is invalid");
        }

        while (!cursor.AtEnd && cursor.Current != '<')
        {
            if (cursor.StartsWith("]]>"))
            {
                throw cursor.Fault("']]>' is not allowed in character data");
            }

            if (cursor.Current == '&')
            {
                Reference();
            }
            else
            {
                cursor.Skip();
            }
        }
    }

    private void Instruction()
    {
        cursor.Skip(2);
        XmlFault late = cursor.Fault("Unexpected XML declaration. The XML declaration must be the first node in the document, "
            + "and no whitespace characters are allowed to appear before it");
        if (cursor.Name().Equals("xml", StringComparison.OrdinalIgnoreCase))
        {
            throw late;
        }

        cursor.SkipPast("?>");
    }

    private void CheckPrefix(string name, int line, int column)
    {
        int colon = name.IndexOf(':');
        if (colon >= 0 && !prefixes.Contains(name[..colon]))
        {
            throw new XmlFault(line, column, $"'{name[..colon]}' is an undeclared prefix");
        }
    }
}
