using System.Text.Json;
using TcpVet.Operations.Tune;
using TcpVet.Tuning.Journaling;
using TcpVet.Tuning.Measuring;

namespace TcpVet.Reports.Tune;

/// <summary>An entry of the journal as JSON.</summary>
internal static class EntryJson
{
    /// <summary>Writes the members of an entry, with what is known of it besides.</summary>
    public static void Members(Utf8JsonWriter json, LoggedEntry logged)
    {
        TuningRecords.Members(json, logged.Entry);
        json.WriteString("status", EntryWords.Status(logged));
        json.WriteBoolean("in_force", logged.InForce);
        json.WriteBoolean("partly", logged.Entry.IsPartly);
        json.WriteStartArray("effects");
        foreach (Effect effect in logged.Effects)
        {
            json.WriteStartObject();
            json.WriteString("code", effect.Code);
            json.WriteString("verdict", EntryWords.Verdict(effect.Verdict));
            json.WriteString("why", effect.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
