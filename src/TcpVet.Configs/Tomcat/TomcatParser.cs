using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tomcat;

/// <summary>
/// Tomcat's server.xml. Elements become directives, attributes children named <c>@port</c>; <c>${property}</c> stays as it is written,
/// since its value is the process's (Apache Tomcat documentation: System Property Replacement).
/// </summary>
public static class TomcatParser
{
    /// <summary>Reads a server.xml.</summary>
    /// <param name="source">Hands out the file; its problems and those of the text are in the configuration.</param>
    /// <param name="path">The file.</param>
    public static Configuration Parse(ConfigSource source, string path)
    {
        List<ConfigProblem> problems = [];
        IReadOnlyList<ConfigDirective> directives = source.Open(path, bytes => XmlEncoding.Decode(bytes)) is { } text
            ? ServerXmlReader.Read(text.Text, text.Path, text.File, problems)
            : [];
        problems.ForEach(source.Report);
        return new Configuration
        {
            Kind = ConfigurationKind.Tomcat,
            Files = source.Files,
            Directives = directives,
            Problems = source.Problems,
            Incomplete = source.Incomplete || problems.Count > 0,
        };
    }
}
