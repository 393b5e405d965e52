using System.Globalization;
using TcpVet.Model;

namespace TcpVet.Rules.Servers;

/// <summary>A directive of a configuration, and where it stands.</summary>
/// <param name="Configuration">The whole.</param>
/// <param name="Directive">The one to speak of.</param>
internal readonly record struct ConfigSpot(Configuration Configuration, ConfigDirective Directive)
{
    private const int LongestName = 16;

    /// <summary>The file's path.</summary>
    public string File => Configuration.Files[Directive.File];

    /// <summary><c>server.xml:71</c>, for titles: one line, whatever the file is called.</summary>
    public string Short => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Directive.Line}");

    /// <summary><c>/etc/tomcat10/server.xml:71:15</c>, as the source of evidence.</summary>
    public Phrase Whole => $"{File}:{Directive.Line}:{Directive.Column}";

    /// <summary>What a finding about it is about.</summary>
    /// <param name="local">Where the server listens by it; null when that says nothing.</param>
    /// <param name="process">The process that runs by it; null for the one that the configuration names.</param>
    public FindingSubject Subject(InetEndpoint? local = null, ProcessRef? process = null) => new()
    {
        Process = process ?? Configuration.Process,
        Local = local,
        File = File,
        Line = Directive.Line,
        Column = Directive.Column,
    };

    private string Name
    {
        get
        {
            string name = File[(File.LastIndexOf('/') + 1)..];
            name = name.Length <= LongestName ? name : $"{name[..(LongestName - 1)]}…";
            return string.Concat(name.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
        }
    }
}
