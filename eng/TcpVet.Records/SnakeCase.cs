using System.Text;

namespace TcpVet.Records;

/// <summary>The names of members in JSON: <c>RecvQ0</c> is <c>recv_q0</c>, <c>V6Only</c> is <c>v6_only</c>.</summary>
internal static class SnakeCase
{
    public static string Of(string name)
    {
        StringBuilder text = new();
        for (int i = 0; i < name.Length; i++)
        {
            bool begins = i > 0
                && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            text.Append(begins ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
