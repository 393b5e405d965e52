using TcpVet.Operations.Tune;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Tune;

/// <summary>What a command has done to an entry of the journal.</summary>
public static class EntryReport
{
    /// <summary>Makes the report of a command that had nothing to change: no entry was made.</summary>
    public static Report OfNothing(string command) => new Report<EntryRow>($"tune-{command}", Origin: null, [])
    {
        Body = json => json.WriteNull("entry"),
        Item = (json, row) => EntryJson.Members(json, row.Logged),
        Table = EntryRow.Csv(),
    };

    /// <summary>Makes the report.</summary>
    /// <param name="command">apply, confirm or rollback.</param>
    /// <param name="logged">The entry as it is now.</param>
    /// <param name="suffix">What stands behind the next command, so that it finds the same journal. Safe text.</param>
    public static Report Of(string command, LoggedEntry logged, string suffix) =>
        new Report<EntryRow>($"tune-{command}", Origin: null, EntryRow.Settings([logged]))
        {
            Body = json =>
            {
                json.WriteStartObject("entry");
                EntryJson.Members(json, logged);
                json.WriteEndObject();
            },
            JsonItems = EntryRow.Whole([logged]),
            Item = (json, row) => EntryJson.Members(json, row.Logged),
            Document = prose => EntryText.Write(prose, logged, suffix),
            Table = EntryRow.Csv(),
        };
}
