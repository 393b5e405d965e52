namespace TcpVet.Reports.Forms;

/// <summary>What people read: a table, or the report's own prose.</summary>
public sealed class TextForm : Form
{
    /// <inheritdoc/>
    public override void Write(Report report, Screen screen)
    {
        if (report.Document is { } document)
        {
            document(Prose.For(screen));
            return;
        }

        Grid grid = report.Cells(screen.Format);
        TextTable table = new([.. grid.Columns]);
        foreach (Cell[] row in grid.Rows)
        {
            table.Add(row);
        }

        int width = screen.Terminal ? Math.Max(screen.Size().Columns ?? 80, report.WrapFrom ?? 0) : int.MaxValue;
        table.Write(screen.Out, screen.Header, screen.Colors, width: width);
        report.Below?.Invoke(Prose.For(screen));
    }
}
