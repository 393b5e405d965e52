using System.CommandLine;
using TcpVet.Cli.Input;
using TcpVet.Cli.Output;
using TcpVet.Linux.Readings;
using TcpVet.Model;

namespace TcpVet.Cli.Commands;

/// <summary><c>tcpvet listeners</c>: each listening socket with its queue, limit, own drops, owner and connections.</summary>
internal static class ListenersCommand
{
    private static readonly Option<bool> All = new("--all", "-a") { Description = "TCP and UDP sockets" };

    // What ss -lp asks for is shown anyway; fingers that type it are not refused.
    private static readonly Option<bool> Listening = new("--listening", "-l") { Hidden = true };
    private static readonly Option<bool> Processes = new("--processes", "-p") { Hidden = true };

    public static Command Create()
    {
        Command command = new("listeners", "Show each listening socket: accept queue and limit, its own drops, owner, connections by state");
        foreach (Option option in (Option[])[
            CommonOptions.Tcp, CommonOptions.Udp, All, CommonOptions.IPv4, CommonOptions.IPv6, CommonOptions.Netns, CommonOptions.From,
            CommonOptions.Resolve, CommonOptions.Numeric, Listening, Processes])
        {
            command.Add(option);
        }

        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parse)
    {
        Screen screen = StandardOutput.From(parse);
        IReadOnlyList<Place> places = Places.From(parse);
        bool udp = parse.GetValue(CommonOptions.Udp) || parse.GetValue(All);
        bool tcp = parse.GetValue(CommonOptions.Tcp) || parse.GetValue(All) || !udp;
        bool v4 = parse.GetValue(CommonOptions.IPv4);
        bool v6 = parse.GetValue(CommonOptions.IPv6);
        AddressFamily? family = v4 == v6 ? null : v4 ? AddressFamily.IPv4 : AddressFamily.IPv6;
        List<ListenerRow> rows = [];
        Places.Each(places, place =>
        {
            IReadOnlyList<ListenerFacts> found = place is CapturedPlace captured ? captured.Facts.Listeners : place.Look(Survey);
            rows.AddRange(found
                .Where(listener => listener.Proto == Protocol.Tcp ? tcp : udp)
                .Where(listener => family is null || listener.Local.Addr.Family == family)
                .OrderBy(listener => listener.Proto).ThenBy(listener => listener.Local)
                .Select(listener => new ListenerRow(place.Label, listener)));
        });

        NameResolver? names = parse.GetValue(CommonOptions.Resolve) ? NameResolver.OfHost() : null;
        ReportHead head = new(places[0].Host, places[0].TakenAt, Places.Label(places));
        ListenersReport.Write(screen.Out, screen.Format, screen.Header, head, rows, places.Count > 1, screen.Colors, (endpoint, protocol) => NameOf(names, endpoint, protocol));
        screen.Out.Flush();
        return ExitStatus.Done;

        IReadOnlyList<ListenerFacts> Survey(PlaceView view)
        {
            IReadOnlyList<ListenerFacts> found = ListenerSurvey.Take(view.Source, view.CgroupPath, () => view.Owners, view.ProcessName, udp);
            SocketRemarks.About(view, [], default);
            return found;
        }
    }

    private static string NameOf(NameResolver? names, InetEndpoint endpoint, Protocol protocol)
    {
        if (names is null)
        {
            return endpoint.ToString();
        }

        string address = names.TryResolve(endpoint.Addr, out string name) ? name
            : endpoint.Addr.Family == AddressFamily.IPv6 ? $"[{endpoint.Addr}]" : endpoint.Addr.ToString();
        return $"{address}:{names.ServiceName(protocol, endpoint.Port) ?? endpoint.Port.ToString()}";
    }
}
