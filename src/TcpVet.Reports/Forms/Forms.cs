namespace TcpVet.Reports.Forms;

/// <summary>One way to write a report. A new form is one class and one line in <see cref="Forms"/>.</summary>
public abstract class Form
{
    /// <summary>Writes a whole report.</summary>
    /// <param name="report">What is shown.</param>
    /// <param name="screen">Where and how.</param>
    public abstract void Write(Report report, Screen screen);
}

/// <summary>All forms.</summary>
public static class Forms
{
    /// <summary>The form of a word after <c>--output</c>.</summary>
    public static Form Of(OutputFormat format) => format switch
    {
        OutputFormat.Table or OutputFormat.Wide => new TextForm(),
        OutputFormat.Json => new JsonForm(),
        OutputFormat.Jsonl => new JsonLinesForm(),
        OutputFormat.Csv => new CsvForm(),
        OutputFormat.Sarif => new SarifForm(),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>Writes a report in the form that the screen asks for, whole.</summary>
    /// <exception cref="ClosedPipeException">The reader went away.</exception>
    public static void Show(this Screen screen, Report report)
    {
        foreach (string notice in report.Notices?.Invoke(screen.Format) ?? [])
        {
            screen.Warn(notice);
        }

        Of(screen.Format).Write(report, screen);
        screen.Out.Flush();
    }
}
