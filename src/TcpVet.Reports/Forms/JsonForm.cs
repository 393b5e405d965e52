namespace TcpVet.Reports.Forms;

/// <summary>One JSON document: schema and head, the report's members, the array of items, the last members.</summary>
public sealed class JsonForm : Form
{
    /// <inheritdoc/>
    public override void Write(Report report, Screen screen)
    {
        if (report.JsonAsLines)
        {
            new JsonLinesForm().Write(report, screen);
            return;
        }

        WriteDocument(report, screen, indented: true);
    }

    /// <summary>Writes the document, over many lines or on one.</summary>
    internal static void WriteDocument(Report report, Screen screen, bool indented) =>
        JsonText.Document(screen.Out, report.Command, report.Origin, indented, json =>
        {
            if (report.Body is { } body)
            {
                body(json);
                return;
            }

            report.Members?.Invoke(json);
            json.WriteStartArray(report.ItemsName);
            for (int i = 0; i < report.Count; i++)
            {
                json.WriteStartObject();
                report.WriteItem(i, json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            report.LastMembers?.Invoke(json);
        });
}
