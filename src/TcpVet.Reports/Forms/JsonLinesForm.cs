using System.Text.Json;

namespace TcpVet.Reports.Forms;

/// <summary>One JSON object an item, each on a line of its own.</summary>
public sealed class JsonLinesForm : Form
{
    /// <inheritdoc/>
    public override void Write(Report report, Screen screen)
    {
        if (report.WholeOnOneLine)
        {
            JsonForm.WriteDocument(report, screen, indented: false);
            return;
        }

        for (int i = 0; i < report.Count; i++)
        {
            int index = i;
            JsonText.Line(screen.Out, json =>
            {
                if (report.SchemaOnEachLine)
                {
                    json.WriteString("schema", JsonText.Schema(report.Command));
                }

                report.WriteItem(index, json);
            });
        }

        foreach (Action<Utf8JsonWriter> line in report.LastLines)
        {
            JsonText.Value(screen.Out, indented: false, line);
        }
    }
}
