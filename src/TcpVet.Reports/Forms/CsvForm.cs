namespace TcpVet.Reports.Forms;

/// <summary>Comma-separated values: a row an item.</summary>
public sealed class CsvForm : Form
{
    /// <inheritdoc/>
    public override void Write(Report report, Screen screen)
    {
        Grid grid = report.Cells(OutputFormat.Csv);
        if (screen.Header)
        {
            Csv.Row(screen.Out, [.. grid.Columns.Select(column => column.Head)]);
        }

        foreach (Cell[] row in grid.Rows)
        {
            Csv.Row(screen.Out, [.. row.Select(cell => cell.Text)]);
        }
    }
}
