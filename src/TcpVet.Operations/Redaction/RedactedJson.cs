using System.Text.Json;
using TcpVet.Knowledge;
using TcpVet.Model;

namespace TcpVet.Operations.Redaction;

/// <summary>Writes a capture's JSON again, token by token. A text is left alone only where this class says so.</summary>
/// <param name="standIns">What stands for what.</param>
/// <param name="output">Takes the new document.</param>
internal sealed class RedactedJson(StandIns standIns, Utf8JsonWriter output)
{
    // Members whose texts are words of this program or of the kernel.
    private static readonly HashSet<string> Words = ["proto", "state", "ownership", "kind", "origin", "way"];

    // The same of the document itself.
    private static readonly HashSet<string> Heads = ["schema", "version", "kernel", "taken_at"];

    // Members whose texts are names, even where one is also the name of software.
    private static readonly HashSet<string> Names = ["host", "interface"];

    // Maps and lists whose keys are names of the kernel's.
    private static readonly HashSet<string> KernelKeys = ["counters", "sockstat", "sysctls"];

    // /proc/sys, /proc/net/snmp, netstat and sockstat.
    private static readonly string[] KernelFolders =
    [
        "net", "fs", "kernel", "vm", "user", "Ip", "IpExt", "Icmp", "IcmpMsg", "Tcp", "TcpExt", "MPTcpExt", "Udp", "UdpLite", "TCP", "UDP", "UDPLITE",
        "RAW", "FRAG", "sockets",
    ];

    // Of the configuration that is written just now: its kind stands before its directives.
    private bool isOfKernel;

    /// <summary>Rewrites a document that <see cref="CaptureJson.Write"/> wrote.</summary>
    public void Rewrite(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 128 });
        reader.Read();
        Value(ref reader, "", "");
    }

    private void Value(ref Utf8JsonReader reader, string parent, string member)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                output.WriteStartObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    string name = reader.GetString()!;
                    reader.Read();
                    output.WritePropertyName(KernelKeys.Contains(member) ? Key(name) : name);
                    Value(ref reader, member, name);
                }

                output.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                output.WriteStartArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Value(ref reader, parent, member);
                }

                output.WriteEndArray();
                break;
            case JsonTokenType.String:
                output.WriteStringValue(Text(reader.GetString()!, parent, member));
                break;
            case JsonTokenType.Number when member == "uid":
                output.WriteNumberValue(standIns.User(reader.GetUInt32()));
                break;
            default:
                output.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }

    private string Text(string text, string parent, string member)
    {
        if (parent == "configurations" && member == "kind")
        {
            isOfKernel = ConfigurationKindNames.Parse(text)
                is ConfigurationKind.SysctlConf or ConfigurationKind.SysctlOutput or ConfigurationKind.Tuned;
        }

        // Base64, rewritten already.
        if (Words.Contains(member) || (parent.Length == 0 && Heads.Contains(member)) || (parent == "sockets" && member is "tcp" or "udp")
            || (parent == "failures" && member == "reason"))
        {
            return text;
        }

        if (InetAddress.TryParse(text, out InetAddress address))
        {
            return standIns.Addresses[address].ToString();
        }

        bool isLabel = member == "netns" || (parent == "netns" && member == "name");
        return member switch
        {
            _ when Names.Contains(member) || (isLabel && !IsNumbered(text)) => standIns.Words.Name(text),
            _ when isLabel => text,
            "fact" or "absent_sysctls" => Key(text),
            "reason" when parent == "groups" && DropReasons.All.Any(reason => reason.Name == text) => text,
            // sk_rst_reason: the kernel's word, of which nothing here knows all.
            "reason" when parent == "resets" && text.All(letter => char.IsAsciiLetterLower(letter) || letter == '_') => text,
            "family" when parent == "rules" && text is "inet" or "ip" or "ip6" => text,
            "name" when parent is "directives" or "children" => DirectiveName(text),
            _ => standIns.Words.Text(text),
        };
    }

    // A server's directives are of closed lists; what names a setting of the kernel may be anything.
    private string DirectiveName(string name) => isOfKernel ? Key(name) : name;

    // A setting (net.ipv4.tcp_rmem, net/ipv4/tcp_rmem) or a counter (TcpExt.ListenDrops) of the kernel's. Anything else is a text.
    private string Key(string key)
    {
        char dot = key.Contains('.') ? '.' : '/';
        string[] parts = key.Split(dot);
        if (parts.Length < 2 || Array.IndexOf(KernelFolders, parts[0].TrimEnd('6')) < 0)
        {
            return standIns.Words.Text(key);
        }

        // net.ipv4.conf.eth0/100.rp_filter: the one name in a setting that is of this host.
        bool isOfInterface = parts.Length > 4 && parts[0] == "net" && parts[2] is "conf" or "neigh";
        string name = isOfInterface ? string.Join(dot, parts[3..^1]) : "all";
        return name is "all" or "default" or "lo" ? key : $"{string.Join(dot, parts[..3])}{dot}{standIns.Words.Name(name)}{dot}{parts[^1]}";
    }

    private static bool IsNumbered(string label) => label == "net:[unknown]"
        || (label.StartsWith("net:[", StringComparison.Ordinal) && label[5..].TrimEnd(']').All(char.IsAsciiDigit));
}
