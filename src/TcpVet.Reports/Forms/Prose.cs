namespace TcpVet.Reports.Forms;

/// <summary>Running text on a screen: wrapped at words on a terminal, whole lines in a pipe.</summary>
/// <param name="output">Where to.</param>
/// <param name="width">Columns; <see cref="int.MaxValue"/> for a pipe.</param>
/// <param name="colors">Colours, or none.</param>
public sealed class Prose(Utf8Output output, int width, Palette colors)
{
    private const int Readable = 110;

    /// <summary>Where the text goes.</summary>
    public Utf8Output Out => output;

    /// <summary>How styles are written.</summary>
    public Palette Colors => colors;

    /// <summary>Whether the reader wants all that there is to say (<c>-o wide</c>).</summary>
    public bool Wide { get; init; }

    /// <summary>Whether the reader wants the short form: who looks at a terminal and did not ask for all (<c>-v</c>).</summary>
    public bool Brief { get; init; }

    /// <summary>Columns of the screen, for tables, which may be wider than running text; <see cref="int.MaxValue"/> for a pipe.</summary>
    public int Screen { get; init; } = int.MaxValue;

    /// <summary>Whether tables in the text have heads.</summary>
    public bool Header { get; init; } = true;

    /// <summary>Wraps at the terminal's width, at a readable length at the most.</summary>
    public static Prose For(Screen screen) =>
        new(screen.Out, screen.Terminal ? Math.Clamp(screen.Size().Columns ?? 80, 40, Readable) : int.MaxValue, screen.Colors)
        {
            Wide = screen.Format == OutputFormat.Wide,
            Header = screen.Header,
            Brief = screen is { Terminal: true, Verbose: false, Format: OutputFormat.Table },
            Screen = screen.Terminal ? screen.Size().Columns ?? 80 : int.MaxValue,
        };

    /// <summary>An empty line.</summary>
    public Prose Blank()
    {
        output.EndLine();
        return this;
    }

    /// <summary>A label and a text that hangs behind it.</summary>
    public Prose Item(int indent, string label, int labelWidth, string text, Style labelStyle = Style.Plain, Style textStyle = Style.Plain)
    {
        int hang = indent + Math.Max(labelWidth, label.Length + 1);
        bool first = true;
        foreach (string line in Wrap(output.Plain(text), width - hang))
        {
            if (first)
            {
                output.Spaces(indent);
                Styled(label, labelStyle);
                output.Spaces(hang - indent - label.Length);
            }
            else
            {
                output.Spaces(hang);
            }

            Styled(line, textStyle);
            output.EndLine();
            first = false;
        }

        return this;
    }

    /// <summary>A text of its own.</summary>
    public Prose Line(int indent, string text, Style style = Style.Plain)
    {
        foreach (string line in Wrap(output.Plain(text), width - indent))
        {
            output.Spaces(indent);
            Styled(line, style);
            output.EndLine();
        }

        return this;
    }

    /// <summary>A text as it is, never wrapped: a command to paste.</summary>
    public Prose Verbatim(int indent, string text, Style style = Style.Plain)
    {
        output.Spaces(indent);
        Styled(text, style);
        output.EndLine();
        return this;
    }

    /// <summary>A piece of a line.</summary>
    public Prose Styled(string text, Style style)
    {
        if (text.Length > 0)
        {
            output.Text(colors.Start(style)).Text(text).Text(colors.End(style));
        }

        return this;
    }

    /// <summary>The lines of a text, cut at words so that none is longer than the width where that can be.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        foreach (string paragraph in text.Split('\n'))
        {
            string rest = paragraph;
            while (rest.Length > width && width > 10)
            {
                int cut = rest.LastIndexOf(' ', width);
                cut = cut <= 0 ? rest.IndexOf(' ', width) : cut;
                if (cut <= 0)
                {
                    break;
                }

                yield return rest[..cut].TrimEnd(' ');
                rest = rest[cut..].TrimStart(' ');
            }

            yield return rest;
        }
    }
}
