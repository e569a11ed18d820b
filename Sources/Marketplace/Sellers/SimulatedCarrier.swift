/// Who brings the parcels.
public enum SimulatedCarrier: String, CaseIterable, Sendable {
    case northPost = "north-post"
    case blueVan = "blue-van"
    case harbourLine = "harbour-line"
    case quickWheel = "quick-wheel"
}
