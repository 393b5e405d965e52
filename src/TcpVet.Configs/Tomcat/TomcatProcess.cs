namespace TcpVet.Configs.Tomcat;

/// <summary>
/// Where a Tomcat reads its configuration, as its arguments say: those that catalina.sh gives to Java (Apache Tomcat documentation,
/// RUNNING.txt).
/// </summary>
/// <param name="Home">The folder of its program files (<c>CATALINA_HOME</c>); null when the arguments do not say.</param>
/// <param name="Base">The folder of this instance (<c>CATALINA_BASE</c>).</param>
/// <param name="ServerXml">Its server.xml, absolute.</param>
public sealed record TomcatProcess(string? Home, string Base, string ServerXml)
{
    private const string BaseProperty = "-Dcatalina.base=";
    private const string HomeProperty = "-Dcatalina.home=";
    private const string MainClass = "org.apache.catalina.startup.Bootstrap";

    /// <summary>
    /// Reads a command line. Null for what is no Tomcat of its own: a Spring Boot program with an embedded one has no server.xml.
    /// </summary>
    /// <param name="arguments">The whole command line, as <c>/proc/PID/cmdline</c> has it; hostile text.</param>
    public static TomcatProcess? Of(IReadOnlyList<string> arguments)
    {
        string? home = Property(arguments, HomeProperty);
        string? instance = Property(arguments, BaseProperty) ?? home;
        if (instance is null || !instance.StartsWith('/'))
        {
            return null; // Relative to a folder that the command line does not tell.
        }

        instance = instance.Length > 1 ? instance.TrimEnd('/') : instance;
        string file = ConfigOption(arguments) ?? "conf/server.xml";
        return new(home, instance, file.StartsWith('/') ? file : $"{instance}/{file}");
    }

    /// <summary>Where the version can be read (<see cref="TomcatVersion"/>); null when the program's folder is unknown.</summary>
    public string? CatalinaJar =>
        (Home ?? Base) is { Length: > 0 } folder && folder.StartsWith('/') ? $"{folder.TrimEnd('/')}/lib/catalina.jar" : null;

    // The last one counts, as for Java.
    private static string? Property(IReadOnlyList<string> arguments, string property) =>
        arguments.LastOrDefault(argument => argument.StartsWith(property, StringComparison.Ordinal) && argument.Length > property.Length)?
            [property.Length..];

    // catalina.sh start -config FILE hands it on behind the class (org.apache.catalina.startup.Catalina.arguments).
    private static string? ConfigOption(IReadOnlyList<string> arguments)
    {
        int main = -1;
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == MainClass)
            {
                main = i;
            }

            if (main >= 0 && arguments[i] == "-config" && i + 1 < arguments.Count && arguments[i + 1].Length > 0)
            {
                return arguments[i + 1];
            }
        }

        return null;
    }
}
