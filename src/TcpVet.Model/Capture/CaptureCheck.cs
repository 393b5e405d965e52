using System.Buffers;
using TcpVet.Model.Records;

namespace TcpVet.Model;

/// <summary>What must hold of a capture that was read, beyond what its types say.</summary>
internal static class CaptureCheck
{
    // A count beyond this is no count of sockets; below it, sums of counts cannot overflow.
    private const long MostSockets = long.MaxValue / 1024;

    // 65,535 ports as ip_local_reserved_ports may list them are the longest.
    private const int LongestValue = 65_536;

    private static readonly SearchValues<char> Values =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz \t,.:/_+-");

    /// <summary>Checks a capture, and gives younger members a value that files of older versions lack.</summary>
    /// <exception cref="CaptureFormatException">A count is impossible, or a directive is of no file.</exception>
    public static Capture Checked(Capture capture)
    {
        foreach (NetnsCapture netns in capture.Namespaces)
        {
            Check(netns.Tcp);
            Check(netns.Udp);
            Check(netns.TcpFirst);
            Check(netns.Sysctls);
            foreach (Configuration configuration in netns.Configurations)
            {
                Check(configuration.Directives, configuration.Files.Count);
            }
        }

        return capture with { Namespaces = [.. capture.Namespaces.Select(Whole)] };
    }

    // What the kernel shows of a setting: numbers with blanks, commas and dashes between, or names of its own. Rules copy it into commands.
    private static void Check(IReadOnlyDictionary<string, string> settings)
    {
        foreach ((string name, string value) in settings)
        {
            if (value.Length > LongestValue || value.AsSpan().ContainsAnyExcept(Values))
            {
                throw new CaptureFormatException($"the value of {RecordText.Quoted(name)} is none of a setting");
            }
        }
    }

    private static NetnsCapture Whole(NetnsCapture netns) => netns with { Listeners = [.. netns.Listeners.Select(Whole)] };

    private static ListenerFacts Whole(ListenerFacts listener) => listener with { Sharing = Math.Max(1, listener.Sharing) };

    // The reader of JSON limits how deep they nest.
    private static void Check(IReadOnlyList<ConfigDirective> directives, int files)
    {
        foreach (ConfigDirective directive in directives)
        {
            if (directive.File < 0 || directive.File >= files)
            {
                throw new CaptureFormatException("a directive is of no file");
            }

            Check(directive.Children, files);
        }
    }

    private static void Check(StateCounts? counts)
    {
        if (counts is not null && !counts.Counts.Values.All(count => count is >= 0 and <= MostSockets))
        {
            throw new CaptureFormatException("a count of sockets is impossible");
        }
    }
}
